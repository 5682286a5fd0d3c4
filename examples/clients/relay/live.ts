import { createClient } from 'graphql-sse'
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  getRequest,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime'
import { url } from '../live/colleague.ts'
import { Screen, type Tasks } from '../live/screen.ts'
import { work } from '../live/work.ts'
import query, { type liveInboxQuery } from './__generated__/liveInboxQuery.graphql.ts'
import subscription, { type liveInboxSubscription } from './__generated__/liveInboxSubscription.graphql.ts'

const live = createClient({ url, retryAttempts: Number.POSITIVE_INFINITY })

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(
    async ({ text }, variables) => {
      const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
      const body = JSON.stringify({ query: text, variables })
      return (await fetch(url, { method: 'POST', headers, body })).json()
    },
    ({ text }, variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        live.subscribe(
          { query: text ?? '', variables },
          {
            ...sink,
            next(answer) {
              // Relay would end the subscription, or show nothing: what is shown stays until the recovery.
              if (answer.errors) console.log(`Relay: ${answer.errors[0]?.extensions?.code}`)
              else sink.next(answer as GraphQLResponse)
            },
          },
        ),
      ),
  ),
})

const variables = { filter: { state: { eq: 'CREATED' } } } as const
const operation = createOperationDescriptor(getRequest(query), variables)
environment.retain(operation)
await fetchQuery<liveInboxQuery>(environment, query, variables).toPromise()

// What `useLazyLoadQuery` shows.
const screen = new Screen()
const snapshot = environment.lookup(operation.fragment)
screen.show(snapshot.data as unknown as Tasks)
const shown = environment.subscribe(snapshot, ({ data }) => screen.show(data as unknown as Tasks))
const followed = requestSubscription<liveInboxSubscription>(environment, {
  subscription,
  variables,
  updater(store) {
    // The store knows objects by their `id`. That the list is the query's has to be said.
    const list = store.getRootField('userTasks')
    if (list)
      store.getRoot().setLinkedRecord(list, 'userTasks', { ...variables, first: 50, sort: [{ field: 'creationDate' }] })
  },
  onError: (error) => console.error(error),
})
await work(screen, 'Relay')
followed.dispose()
shown.dispose()
