import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const OPEN = { GATEWAY_ADMINISTRATION: 'true' }

test('exporting is paused and resumed, and the payload waits until all partitions are', async () => {
  let status = 'EXPORTING'
  let reads = 0
  await using stand = await strictStand(
    {
      version: '8.10',
      answers: {
        getExportingStatus: () => ({ body: { status: ++reads % 2 === 0 ? 'MIXED' : status } }),
        pauseExporting: ({ query }) => {
          status = query.soft === 'true' ? 'SOFT_PAUSED' : 'PAUSED'
          return {}
        },
        resumeExporting: () => {
          status = 'EXPORTING'
          return {}
        },
      },
    },
    OPEN,
  )
  const data = await stand.ask(`mutation {
    pauseExporting { exportingStatus }
    soft: pauseExporting(input: { soft: true }) { exportingStatus }
    resumeExporting { exportingStatus }
  }`)
  expect(data).toEqual({
    pauseExporting: { exportingStatus: 'PAUSED' },
    soft: { exportingStatus: 'SOFT_PAUSED' },
    resumeExporting: { exportingStatus: 'EXPORTING' },
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .filter((call) => call.startsWith('POST')),
  ).toEqual(['POST /exporting/pause', 'POST /exporting/pause?soft=true', 'POST /exporting/resume'])
  await stand.ask('{ exportingStatus }')
  expect(stand.wire()).toEqual([['GET /exporting']])
})

test('what never gets paused is told as that', async () => {
  await using stand = await strictStand(
    {
      version: '8.10',
      answers: { pauseExporting: () => ({}), getExportingStatus: () => ({ body: { status: 'MIXED' } }) },
    },
    { ...OPEN, GATEWAY_READ_AFTER_WRITE_MS: '50' },
  )
  expect(await stand.refused('mutation { pauseExporting { exportingStatus } }')).toEqual(['NOT_YET_VISIBLE'])
})

test.each(['8.8', '8.9', '8.10'] as const)(
  'the clock of %s is pinned to the millisecond, and reset',
  async (version) => {
    await using stand = await strictStand({ version, answers: { pinClock: () => ({}), resetClock: () => ({}) } }, OPEN)
    const data = await stand.ask(
      'mutation { pinClock(input: { timestamp: "2026-11-28T10:00:00.123+01:00" }) { timestamp } resetClock { isPinned } }',
    )
    expect(data).toEqual({ pinClock: { timestamp: '2026-11-28T10:00:00.123+01:00' }, resetClock: { isPinned: false } })
    expect(stand.wire()).toEqual([
      ['PUT /clock', { timestamp: Date.parse('2026-11-28T09:00:00.123Z') }],
      ['POST /clock/reset'],
    ])
  },
)
