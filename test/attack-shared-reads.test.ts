import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { strictStand } from './support/stand.ts'

test('what a command answers is not taken from a read that somebody began before it', async () => {
  let name = 'before'
  let isSlow = true
  await using stand = await strictStand({
    version: '8.10',
    answers: {
      getGroup: async () => {
        const body = { groupId: 'g', name, description: null }
        if (isSlow) await sleep(200)
        return { body }
      },
      assignUserToGroup: () => {
        name = 'after'
        isSlow = false
        return {}
      },
    },
  })
  const reading = stand.ask('{ group(groupId: "g") { name } }')
  await vi.waitFor(() => expect(stand.upstream.operations()).toEqual(['getGroup']))
  const data = await stand.ask(
    'mutation { assignUserToGroup(input: { groupId: "g", username: "u" }) { group { name } } }',
  )
  expect(data).toEqual({ assignUserToGroup: { group: { name: 'after' } } })
  expect(await reading).toEqual({ group: { name: 'before' } })
})
