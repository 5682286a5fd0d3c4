import { isDeepStrictEqual } from 'node:util'
import { open } from './load.ts'
import { type Subject, watch } from './subject.ts'

/** What a subject answers, and what it asks of the upstream for it. */
export interface Seen {
  data: unknown
  /** `METHOD /path`, sorted. */
  calls: string[]
  /** Bytes of the answer's body. */
  length: number
}

/**
 * Asks once and watches the upstream. It asks twice before, so that what is kept between requests is kept: the version
 * of the cluster, definitions.
 * @param normal brings the data of a subject with a schema of its own into the form of the others
 */
export async function see(
  upstream: Subject,
  subject: Subject,
  request: Buffer,
  normal = (data: unknown) => data,
): Promise<Seen> {
  const connection = await open(subject.port)
  try {
    for (let n = 0; n < 2; n++) await connection.ask(request)
    const { result, calls } = await watch(upstream, () => connection.ask(request))
    const answer = JSON.parse(result.toString()) as { data?: unknown; errors?: unknown }
    if (answer.errors) throw new Error(`${subject.name} answers errors: ${JSON.stringify(answer.errors).slice(0, 500)}`)
    return { data: normal(answer.data), calls: calls.sort(), length: result.length }
  } finally {
    connection.close()
  }
}

/** Throws unless both have answered the same data, and made the same calls where they should. */
export function checkSame(name: string, seen: Seen, expected: Seen, sameCalls: boolean): void {
  if (!isDeepStrictEqual(seen.data, expected.data)) {
    throw new Error(
      `${name} answers other data:\n${JSON.stringify(seen.data)?.slice(0, 500)}\nbut not\n${JSON.stringify(expected.data)?.slice(0, 500)}`,
    )
  }
  if (sameCalls && !isDeepStrictEqual(seen.calls, expected.calls)) {
    throw new Error(`${name} makes other calls: ${seen.calls.join(', ')}, but not ${expected.calls.join(', ')}`)
  }
}
