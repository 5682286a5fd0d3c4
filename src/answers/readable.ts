import { Readable } from 'node:stream'

/** A stream of pieces, each made when the one before it is handed over: then it is known what the client has read. */
export function readable(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Readable {
  return Readable.from(pieces, { objectMode: true, highWaterMark: 1 })
}
