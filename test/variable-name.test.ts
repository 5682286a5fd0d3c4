import { expect, test } from 'vitest'
import { key, processDefinition } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

test("names of a definition's variables are paged in both directions", async () => {
  const all = ['amount', 'customer', 'total']
  const searchProcessDefinitionVariableNames = ({ body }: { body: unknown }) => {
    const { page } = body as { page: { limit: number; after?: string } }
    const from = page.after === undefined ? 0 : all.indexOf(atob(page.after)) + 1
    const names = all.slice(from, from + page.limit)
    const [startCursor = null, endCursor = null] = [names[0], names.at(-1)].map((name) => name && btoa(name))
    const items = names.map((name) => ({ name }))
    return { body: { items, page: { totalItems: 3, hasMoreTotalItems: false, startCursor, endCursor } } }
  }
  await using stand = await strictStand({
    version: '8.10',
    rows: { processDefinitions: [processDefinition({ processDefinitionKey: key(11) })] },
    answers: { searchProcessDefinitionVariableNames },
  })
  const page = async (args: string) =>
    (
      await stand.ask(`{ processDefinition(processDefinitionKey: "${key(11)}") { variableNames(${args}) {
        totalCount nodes { name } edges { cursor } pageInfo { hasNextPage } } } }`)
    ).processDefinition.variableNames
  const first = await page('first: 2, filter: { name: { like: "*" } }')
  expect(first).toMatchObject({
    totalCount: 3,
    nodes: [{ name: 'amount' }, { name: 'customer' }],
    pageInfo: { hasNextPage: true },
  })
  expect((await page(`first: 2, after: "${first.edges[1].cursor}", filter: { name: { like: "*" } }`)).nodes).toEqual([
    { name: 'total' },
  ])
  expect(stand.wire().at(-1)).toEqual([
    `POST /process-definitions/${key(11)}/variable-names/search`,
    { filter: { name: { $like: '*' } }, page: { limit: 2, after: btoa('customer') } },
  ])
})
