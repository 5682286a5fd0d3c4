import type { ServerResponse } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import type { AnswerSender } from '../../answers/answer-sender.ts'
import { bodyOf, readable } from '../../answers/readable.ts'
import { toRefusal } from '../../errors/errors.ts'
import { Refused } from '../../errors/refused.ts'
import { codingWished } from '../../request/accept-encoding.ts'
import { asksForPage, fileOf } from '../../request/page.ts'
import type { Visit } from '../../request/visit.ts'
import { type GraphiQL, readGraphiQL } from './graphiql.ts'

let reading: Promise<GraphiQL> | undefined

/**
 * Shows browsers GraphiQL, in place of Yoga's own page, which looks less closely at the `Accept` header.
 * @param compression whether it is compressed for those who accept it
 */
export function graphiqlPage(
  sender: AnswerSender,
  compression: boolean,
): Plugin<object, { visit: Visit; res?: ServerResponse }> {
  return {
    async onRequest({ serverContext: { visit, res }, fetchAPI, endResponse }) {
      const { arrival, headers, isGraphQL } = visit
      const name = fileOf(arrival)
      if (!isGraphQL || (name === undefined && !asksForPage(arrival))) return
      reading ??= readGraphiQL()
      const { page, files } = await reading
      const file = name === undefined ? page : files.get(name)
      if (!file) {
        endResponse(fetchAPI.Response.json(NO_FILE.body, { status: NO_FILE.status }))
        return
      }
      const coding = compression ? codingWished(arrival.header('accept-encoding')).coding : undefined
      const bytes = await file.in(coding)
      if (compression) headers.append('vary', 'Accept-Encoding')
      const init = {
        ...file.headers,
        ...(coding ? { 'content-encoding': coding } : {}),
        'content-length': String(bytes.length),
      }
      const body = res ? bodyOf(readable(sender.share(res, visit, bytes))) : new Uint8Array(bytes)
      endResponse(new fetchAPI.Response(arrival.method === 'HEAD' ? null : body, { headers: init }))
    },
  }
}

const NO_FILE = toRefusal(
  new Refused(
    'BAD_REQUEST',
    'GraphiQL has no such file: the page that names it is of another version. Load it again.',
    { retryable: false },
    { status: 404 },
  ),
)
