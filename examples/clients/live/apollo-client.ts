import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  Observable,
} from '@apollo/client'
import { RetryLink } from '@apollo/client/link/retry'
import { print } from 'graphql'
import { createClient } from 'graphql-sse'
import { url } from './colleague.ts'
import { FIELDS, Screen, type Tasks } from './screen.ts'
import { work } from './work.ts'

async function follow(name: string, subscriptions: ApolloLink) {
  const http = new HttpLink({ uri: url })
  const client = new ApolloClient({
    link: ApolloLink.split(({ operationType }) => operationType === 'subscription', subscriptions, http),
    cache: new InMemoryCache(),
  })
  const screen = new Screen()
  const tasks = client.watchQuery<Tasks>({ query: gql`query { ${FIELDS} }` })
  const shown = tasks.subscribe(({ data }) => screen.show(data as Tasks | undefined))
  const leave = tasks.subscribeToMore<Tasks>({
    document: gql`subscription { ${FIELDS} }`,
    // The answer is whole, and of the same shape as the query's.
    updateQuery: (_, { subscriptionData: { data } }) => data,
    onError: (error) =>
      console.log(`${name}: ${CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.code : error.message}`),
  })
  await work(screen, name)
  leave()
  shown.unsubscribe()
  client.stop()
}

// Apollo Client's own way, multipart subscriptions over HTTP. RetryLink subscribes again where a gateway ends.
const retry = new RetryLink({ delay: { initial: 1_000, max: 10_000 }, attempts: { max: Number.POSITIVE_INFINITY } })
await follow('Apollo Client', retry.concat(new HttpLink({ uri: url })))

// By server-sent events: graphql-sse subscribes again by itself.
const live = createClient({ url, retryAttempts: Number.POSITIVE_INFINITY })
const events = new ApolloLink(
  ({ query, variables, operationName }) =>
    new Observable((observer) =>
      live.subscribe(
        { query: print(query), variables, operationName },
        {
          next: (answer) => observer.next(answer as ApolloLink.Result),
          error: (error) => observer.error(error),
          complete: () => observer.complete(),
        },
      ),
    ),
)
await follow('Apollo Client with graphql-sse', events)
