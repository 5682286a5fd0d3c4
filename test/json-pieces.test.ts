import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonInTurns, jsonPieces } from '../src/answers/json-pieces.ts'
import { parseExact } from '../src/upstream/json/exact-json.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `${index}`, name: 'ä"\n'.repeat(index % 40), nothing: null }))

test('the pieces of a value are the text that JSON.stringify writes', () => {
  const odd = fc.constantFrom(undefined, new Date(0), Number.NaN, parseExact('9007199254740993'), parseExact('1.0'))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.json(), odd, fc.string(), tie('list'), tie('object')),
    list: fc.array(tie('tree')),
    object: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('tree')),
  }))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value))
    }),
  )
})

test('so are those of long lists, of items of all sizes', () => {
  const value = {
    flat: rows(5_000),
    nested: rows(300).map((row, index) => ({ ...row, below: rows(index) })),
    large: [1, 'x'.repeat(200_000), 2, rows(3_000), 'y', 'z'.repeat(70_000)],
    none: [],
    empty: {},
  }
  const pieces = [...jsonPieces(value)]
  expect(pieces.join('')).toBe(JSON.stringify(value))
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(500_000)
})

test('a large value is written in turns, between which others go on', async () => {
  const value = { rows: rows(400_000) }
  let others = 0
  let done = false
  const goOn = () => {
    others++
    if (!done) setImmediate(goOn)
  }
  setImmediate(goOn)
  const written = Buffer.concat(await jsonInTurns(value, 'somebody'))
  done = true
  expect(others).toBeGreaterThan(5)
  expect(written.toString()).toBe(JSON.stringify(value))
})
