import { rangesIn, weightIn } from './accept.ts'

/** The content codings that answers may have. */
export type Coding = 'br' | 'gzip'

/** In the order in which they are chosen where a client wants several equally. */
const CODINGS: readonly { coding: Coding; names: readonly string[] }[] = [
  { coding: 'br', names: ['br'] },
  // RFC 9110, 8.4.1.3
  { coding: 'gzip', names: ['gzip', 'x-gzip'] },
]

/** How a client wants an answer to be coded. */
interface CodingWish {
  /** Undefined for as it is. */
  coding: Coding | undefined
  /** Whether it refuses answers as they are. */
  isNeeded: boolean
}

/**
 * The coding that a client wants most, by the header `Accept-Encoding` (RFC 9110, 12.5.3). An answer as it is comes last
 * among equals. It is also the answer to who accepts nothing that there is.
 */
export function codingWished(header: string | undefined): CodingWish {
  if (header === undefined) return AS_IT_IS
  const ranges = rangesIn(header)
  const any = weightIn(ranges, '*')
  const plain = weightIn(ranges, 'identity') ?? any
  let coding: Coding | undefined
  // As it is, it is accepted without being named, but whatever is named is wanted more.
  let most = plain ?? 0
  for (const { coding: one, names } of CODINGS) {
    const named = names.flatMap((name) => weightIn(ranges, name) ?? [])
    const weight = named.length > 0 ? Math.max(...named) : (any ?? 0)
    if (weight === 0 || weight < most || (weight === most && coding)) continue
    coding = one
    most = weight
  }
  return { coding, isNeeded: plain === 0 && coding !== undefined }
}

const AS_IT_IS: CodingWish = { coding: undefined, isNeeded: false }
