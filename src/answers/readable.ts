import { Readable } from 'node:stream'

/** A stream of pieces, each made when the one before it is handed over: then it is known what the client has read. */
export function readable(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Readable {
  return Readable.from(pieces, { objectMode: true, highWaterMark: 1 })
}

/** A stream as the body of a response. */
export function bodyOf(stream: Readable): BodyInit {
  // The Fetch type does not allow Node streams; Yoga's Response takes them, with back-pressure.
  return stream as unknown as BodyInit
}
