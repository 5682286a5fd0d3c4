/** A text, in pieces that may be repeated: megabytes are not written out. `%n` stands for the number of the request. */
export type Text = ReadonlyArray<string | readonly [piece: string, times: number]>

/** A request that can be handed to a process. */
export interface Recipe {
  method: string
  path: string
  headers: Record<string, string>
  body: Text
}

/** The bytes of a text. */
export function bytesOf(text: Text, n = 0): Buffer {
  const pieces = text.map((piece) => {
    if (typeof piece === 'string') return Buffer.from(piece.replaceAll('%n', String(n)))
    const [repeated, times] = piece
    return Buffer.alloc(Buffer.byteLength(repeated) * times, repeated)
  })
  return Buffer.concat(pieces)
}

const map = (text: Text, change: (piece: string) => string): Text =>
  text.map((piece) => (typeof piece === 'string' ? change(piece) : ([change(piece[0]), piece[1]] as const)))

/** The inside of a JSON string. */
export const quoted = (text: Text): Text => ['"', ...map(text, (piece) => JSON.stringify(piece).slice(1, -1)), '"']

const encoded = (text: Text): Text => map(text, (piece) => encodeURIComponent(piece).replaceAll('%25n', '%n'))

/** A question. The variables are JSON, written by hand: it may be of the kind that no `JSON.stringify` makes. */
export interface Question {
  query: Text
  variables?: Text
  /** Further members of the body, as JSON: `"operationName":"a"`. */
  more?: Text
}

/** The JSON of a question. */
export const jsonOf = ({ query, variables, more }: Question): Text => [
  '{"query":',
  ...quoted(query),
  ...(variables ? [',"variables":', ...variables] : []),
  ...(more ? [',', ...more] : []),
  '}',
]

const PREFLIGHT = { 'apollo-require-preflight': '1' }
const JSON_TYPE = { 'content-type': 'application/json' }
const BOUNDARY = 'soak'

const post = (body: Text, headers: Record<string, string>, path = '/graphql'): Recipe => ({
  method: 'POST',
  path,
  headers: { accept: 'application/json', ...headers },
  body,
})

/** The ways in which a question can come. */
export const WAYS = {
  /** Straight from node:http. */
  direct: (question: Question) => post(jsonOf(question), JSON_TYPE),
  /** The same through Yoga. */
  yoga: (question: Question) => post(jsonOf(question), JSON_TYPE, '/graphql?x'),
  form: ({ query, variables }: Question) =>
    post(['query=', ...encoded(query), ...(variables ? ['&variables=', ...encoded(variables)] : [])], {
      ...PREFLIGHT,
      'content-type': 'application/x-www-form-urlencoded',
    }),
  multipart: (question: Question) =>
    post(
      [
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="operations"\r\n\r\n`,
        ...jsonOf(question),
        `\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--${BOUNDARY}--\r\n`,
      ],
      { ...PREFLIGHT, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    ),
  /** The document alone, as the body. */
  graphql: ({ query }: Question) => post(query, { 'content-type': 'application/graphql' }),
  events: (question: Question) => post(jsonOf(question), { ...JSON_TYPE, accept: 'text/event-stream' }),
  batch: (question: Question) => post(['[', ...jsonOf(question), ',', ...jsonOf(question), ']'], JSON_TYPE),
} satisfies Record<string, (question: Question) => Recipe>

export type Way = keyof typeof WAYS

/** A short question, directly. */
export const ask = (query: string): Recipe => WAYS.direct({ query: [query] })

/** A request as it goes over the wire. With `announced` it promises a longer body than it has; with `chunked` none. */
export function wire(recipe: Recipe, { announced, chunked }: { announced?: number; chunked?: boolean } = {}): Text {
  const { method, path, headers, body } = recipe
  const length = body.reduce((sum, piece) => sum + sizeOf(piece), 0)
  const framing = chunked ? 'transfer-encoding: chunked' : `content-length: ${announced ?? length}`
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...Object.entries(headers).map((one) => one.join(': ')),
  ]
  const head = `${[...lines, framing].join('\r\n')}\r\n\r\n`
  return chunked ? [head, `${length.toString(16)}\r\n`, ...body, '\r\n'] : [head, ...body]
}

const sizeOf = (piece: Text[number]) =>
  typeof piece === 'string' ? Buffer.byteLength(piece) : Buffer.byteLength(piece[0]) * piece[1]
