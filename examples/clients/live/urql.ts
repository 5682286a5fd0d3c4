import { readFileSync } from 'node:fs'
import { Client, type ExecutionResult, fetchExchange, gql, subscriptionExchange } from '@urql/core'
import { cacheExchange, type DataFields } from '@urql/exchange-graphcache'
import { buildSchema, introspectionFromSchema, isObjectType } from 'graphql'
import { createClient } from 'graphql-sse'
import { url } from './colleague.ts'
import { FIELDS, Screen, type Tasks } from './screen.ts'
import { work } from './work.ts'

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'))
const parts = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.getFields().id)
const live = createClient({ url, retryAttempts: Number.POSITIVE_INFINITY })

const TASKS = gql<Tasks>`query { ${FIELDS} }`

const client = new Client({
  url,
  fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
  exchanges: [
    cacheExchange({
      schema: introspectionFromSchema(schema),
      keys: Object.fromEntries(parts.map(({ name }) => [name, () => null])),
      updates: {
        Subscription: {
          // The cache knows objects by their `id`. That the lists are the same has to be said.
          userTasks(answer, _, cache) {
            if (answer.userTasks) cache.updateQuery({ query: TASKS }, () => answer as Tasks & DataFields)
          },
        },
      },
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe(sink) {
          let hasErrors = false
          const unsubscribe = live.subscribe(
            { query, variables },
            {
              ...sink,
              next(result) {
                // urql keeps the errors of the answer before, unless it is told that there are none any more.
                sink.next((hasErrors ? { errors: [], ...result } : result) as ExecutionResult)
                hasErrors = result.errors !== undefined
              },
            },
          )
          return { unsubscribe }
        },
      }),
    }),
  ],
})

const screen = new Screen()
const shown = client.query(TASKS, {}).subscribe(({ data }) => screen.show(data))
const followed = client.subscription(gql<Tasks>`subscription { ${FIELDS} }`, {}).subscribe(({ error }) => {
  if (error) console.log(`urql: ${error.graphQLErrors[0]?.extensions.code ?? error.message}`)
})
await work(screen, 'urql')
shown.unsubscribe()
followed.unsubscribe()
