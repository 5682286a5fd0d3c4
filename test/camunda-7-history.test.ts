import { expect, test } from 'vitest'
import { definition, engineDate, idOf, instance } from './support/camunda-7/rows.ts'
import { camunda7Stand } from './support/camunda-7/stand.ts'

const rows = () => ({
  '/process-definition': [definition()],
  '/history/process-instance': [
    instance(1),
    instance(2, { state: 'COMPLETED', endTime: engineDate(Date.parse('2026-11-21T13:00:00Z')) }),
  ],
})
const remove = (n: number, more = '') =>
  `mutation { deleteProcessInstance(input: { processInstanceKey: "${idOf(n)}"${more} }) { isGone } }`

test('an instance that has ended is deleted with its history', async () => {
  await using stand = await camunda7Stand(rows(), ({ method, path }) => {
    if (method !== 'DELETE') return undefined
    stand.engine.rows['/history/process-instance'].pop()
    return path === `/history/process-instance/${idOf(2)}` ? { status: 204 } : undefined
  })
  expect(await stand.ask(remove(2))).toEqual({ deleteProcessInstance: { isGone: true } })
  const path = `/history/process-instance/${idOf(2)}`
  expect(stand.engine.look()).toEqual([`GET ${path}`, `DELETE ${path}`, `GET ${path}`])
})

test.each([
  ['one that runs', 1, '', 'CONFLICT'],
  ['one that is not there', 7, '', 'NOT_FOUND'],
  ['with a reference of one’s own', 2, ', operationReference: 7', 'NOT_SUPPORTED'],
])('%s is not deleted', async (_, n, more, code) => {
  await using stand = await camunda7Stand(rows())
  expect(await stand.refused(remove(n, more))).toMatchObject([{ code }])
  expect(stand.engine.calls.filter(({ method }) => method !== 'GET')).toEqual([])
})
