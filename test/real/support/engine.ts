import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, inject } from 'vitest'
import type { Engines, Kind } from '../engines/engines.ts'

/**
 * A group of tests against an engine, which all test files share: they keep apart by the names that `unique` makes.
 * Where the engine cannot be started the group is skipped, and the run says why.
 */
export function describeEngine<K extends Kind>(kind: K, title: string, tests: () => void): void {
  describe.skipIf(inject('engines').missing[kind])(`${kind}: ${title}`, tests)
}

/** The engine, started if no test has asked for it before. For `beforeAll`, which may wait long enough. */
export async function engine<K extends Kind>(kind: K): Promise<Engines[K]> {
  // Not by `fetch`: it gives up after five minutes, and a first build may take longer.
  const [status, body] = await new Promise<[number | undefined, string]>((resolve, reject) => {
    get(`${inject('engines').url}/${kind}`, (response) => {
      text(response).then((body) => resolve([response.statusCode, body]), reject)
    }).once('error', reject)
  })
  if (status !== 200) throw new Error(body)
  return JSON.parse(body) as Engines[K]
}
