import { describe, expect, test } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { key, variable } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

/** What the first patches of 8.8 do with `truncateValues`: nothing. */
async function firstPatch() {
  const long = (n: number) => `"${n}${'x'.repeat(40)}"`
  const rows = [1, 2, 3].map((n) =>
    variable({
      variableKey: key(n),
      scopeKey: key(9),
      processInstanceKey: key(9),
      name: `v${n}`,
      value: n === 3 ? '3' : long(n),
    }),
  )
  const answers = { createElementInstanceVariables: () => ({}) }
  const stand = await strictStand({ version: '8.8', rows: { variables: rows }, valueLimit: 20, answers })
  stand.upstream.fault = ({ operation, body }) => {
    if (operation !== 'searchVariables') return undefined
    const { filter = {} } = body as { filter?: { variableKey?: { $in: string[] }; name?: { $in: string[] } } }
    const wanted = (row: (typeof rows)[number]) =>
      (filter.variableKey?.$in.includes(row.variableKey) ?? true) && (filter.name?.$in.includes(row.name) ?? true)
    const items = rows
      .filter(wanted)
      .map(({ value, ...row }) => ({ ...row, value: value.slice(0, 20), isTruncated: value.length > 20 }))
    return { status: 200, body: { items, page: { totalItems: items.length, startCursor: null, endCursor: null } } }
  }
  return { stand, whole: (n: number) => JSON.parse(long(n)) }
}

describe('values that a search cuts whatever it is asked', () => {
  test('are read by their keys', async () => {
    const { stand, whole } = await firstPatch()
    await using _ = stand
    const { variables } = await stand.ask('{ variables(first: 3) { nodes { name value(full: true) } } }')
    expect(variables.nodes).toEqual([
      { name: 'v1', value: whole(1) },
      { name: 'v2', value: whole(2) },
      { name: 'v3', value: 3 },
    ])
    expect(
      stand
        .wire()
        .map(([call]) => call)
        .slice(2)
        .toSorted(),
    ).toEqual([1, 2].map((n) => `GET /variables/${key(n)}`))
  })

  test('fail each for itself', async () => {
    const { stand, whole } = await firstPatch()
    await using _ = stand
    stand.upstream.answers.getVariable = ({ parameters }) => {
      if (parameters.variableKey === key(1)) throw new Problem(403, 'FORBIDDEN', 'Not for you.')
      return undefined
    }
    const { data, errors } = await stand.gateway.ask('{ variables(first: 3) { nodes { value(full: true) } } }')
    expect(data.variables.nodes).toEqual([{ value: null }, { value: whole(2) }, { value: 3 }])
    expect(errors).toMatchObject([{ path: ['variables', 'nodes', 0, 'value'], extensions: { code: 'FORBIDDEN' } }])
  })

  test('are whole for who waits until they are written', async () => {
    const { stand, whole } = await firstPatch()
    await using _ = stand
    const { errors } = await stand.gateway.ask(
      'mutation ($v: JSON!) { createElementInstanceVariables(input: { elementInstanceKey: "' +
        key(9) +
        '", local: true, variables: $v }) { variables { name } } }',
      { v: { v1: whole(1) } },
    )
    expect(errors).toBeUndefined()
  })
})

describe('a state that came by patches', () => {
  test.each(['8.8', '8.9', '8.10'] as const)('is asked for on %s', async (version) => {
    await using stand = await strictStand({ version })
    stand.upstream.fault = ({ body }) => {
      expect(body).toMatchObject({ filter: { state: 'DRAINING' } })
      return {
        status: 200,
        body: { items: [], page: { totalItems: 0, hasMoreTotalItems: false, startCursor: null, endCursor: null } },
      }
    }
    const { errors, data } = await stand.gateway.ask(
      '{ processDefinitions(filter: { state: DRAINING }) { totalCount } }',
    )
    expect({ errors, data }).toEqual({ errors: undefined, data: { processDefinitions: { totalCount: 0 } } })
  })
})
