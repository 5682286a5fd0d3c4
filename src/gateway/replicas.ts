import { randomUUID } from 'node:crypto'
import type { Redis } from '../plugins/redis.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { Touched } from '../upstream/session/touched.ts'

const CHANNEL = 'camunda-graphql-gateway:touched'

/**
 * What commands have touched, told to the other replicas by Redis: a subscriber at one sees at once what went through
 * another. While Redis is away each replica knows of its own commands alone, and only sees the others' later.
 * @param onTouched told what commands at other replicas have touched
 * @returns tells the other replicas
 */
export function shareTouched(redis: Redis, onTouched: (touched: Touched) => void): (touched: Touched) => void {
  const self = randomUUID()
  void redis.listen(CHANNEL, (message) => {
    const touched = readTouched(message)
    if (touched && touched.from !== self) onTouched(touched)
  })
  return ({ operation, keys, made }) => {
    void redis.ask((client) => client.publish(CHANNEL, JSON.stringify({ from: self, operation, keys, made })))
  }
}

/** Undefined for what no replica has told: others may have the channel, too. */
function readTouched(message: string): (Touched & { from: unknown }) | undefined {
  try {
    const told: unknown = JSON.parse(message)
    if (!isJsonObject(told)) return undefined
    const { from, operation, keys, made } = told
    const isOne = typeof operation === 'string' && isTexts(keys) && isTexts(made)
    return isOne ? { from, operation, keys, made } : undefined
  } catch {
    return undefined
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
