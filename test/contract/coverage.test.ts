import { expect, test } from 'vitest'
import { contract, VERSIONS } from '../../contract/contract.ts'
import { LEFT_OUT } from '../../contract/left-out.ts'
import { reachedOperations } from '../../contract/sdl.ts'
import { schema } from '../../src/schema/schema.ts'

const reached = new Set(reachedOperations(schema()))

test.each(VERSIONS)('every operation of %s is served by a field, or left out for a reason', (version) => {
  const missing = Object.keys(contract(version).operations).filter((name) => !reached.has(name) && !LEFT_OUT[name])
  expect(missing).toEqual([])
})

test('nothing is left out that is served, or that no version has', () => {
  const known = new Set(VERSIONS.flatMap((version) => Object.keys(contract(version).operations)))
  expect(Object.keys(LEFT_OUT).filter((name) => reached.has(name) || !known.has(name))).toEqual([])
})
