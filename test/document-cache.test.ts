import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bytesOf } from '../src/upstream/wire/bytes-of.ts'
import { DocumentCache } from '../src/upstream/wire/cache.ts'

const MAX = 200_000
const TTL = 60_000

let now = 0

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const who = fc.constantFrom('alice', 'bob', 'eve')
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e'.repeat(1_000))
/** Of all sizes, and often equal: those are held once. */
const value = fc.oneof(
  fc.constantFrom(true, 'small', { small: null }),
  fc.tuple(fc.constantFrom('x', 'é', '☃'), fc.integer({ min: 0, max: 30_000 })).map(([text, n]) => text.repeat(n)),
  fc.record({
    schema: fc.constantFrom('y'.repeat(5_000), 'z'.repeat(24_000)),
    version: fc.integer({ min: 1, max: 2 }),
  }),
)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('set' as const), who, name, value }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('get' as const), who, name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: TTL }) }) },
)

test('answers what the same identity has put in last, for a while, and never holds more than it may', () => {
  let answered = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      now = 0
      const cache = new DocumentCache(MAX, TTL)
      const kept = new Map<string, { value: unknown; until: number }>()
      for (const one of steps) {
        if (one.do === 'pass') now += one.ms
        else if (one.do === 'drop') {
          cache.drop(one.who)
          for (const key of kept.keys()) if (key.startsWith(`${one.who} `)) kept.delete(key)
        } else if (one.do === 'set') {
          cache.set(one.who, one.name, one.value)
          kept.set(`${one.who} ${one.name}`, { value: one.value, until: now + TTL })
        } else {
          const found = cache.get(one.who, one.name)
          const own = kept.get(`${one.who} ${one.name}`)
          // It may be gone before its time, but never be another's or too old.
          if (found !== undefined) {
            answered++
            expect(own && now < own.until).toBe(true)
            expect(found).toEqual(own?.value)
          }
        }
        expect(cache.bytes).toBeLessThanOrEqual(MAX)
      }
      // What is late or dropped is gone with the next that is put in.
      now += TTL
      cache.set('alice', 'last', true)
      expect(cache.get('alice', 'last')).toBe(true)
      expect(cache.bytes).toBeLessThan(1_000)
    }),
  )
  expect(answered).toBeGreaterThan(0)
})

test('keeps what there is room for', () => {
  now = 0
  const cache = new DocumentCache(MAX, TTL)
  for (let n = 0; n < 50; n++) cache.set('alice', `${n}`, { n, text: 'x'.repeat(1_000) })
  for (let n = 0; n < 50; n++) expect(cache.get('alice', `${n}`)).toMatchObject({ n })
  // One that takes much of it is not worth all the others.
  cache.set('alice', 'huge', 'x'.repeat(MAX / 2))
  expect(cache.get('alice', 'huge')).toBeUndefined()
  expect(cache.get('alice', '0')).toMatchObject({ n: 0 })
})

test('a value takes at least what its parts take, however deep it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      expect(bytesOf(text)).toBeGreaterThanOrEqual(Math.max(text.length, 2 * (text.match(/[^\0-\xff]/g)?.length ?? 0)))
      expect(bytesOf([value, text])).toBeGreaterThan(bytesOf(value) + bytesOf(text))
      expect(bytesOf({ [text]: value })).toBeGreaterThan(bytesOf(value) + text.length)
    }),
    { numRuns: 50 },
  )
  const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000))
  expect(bytesOf(deep)).toBeGreaterThan(5_000 * 16)
})
