import assert from 'node:assert/strict'
import { createClient } from 'graphql-sse'
import { cancel, order, url } from './colleague.ts'
import { FIELDS, Screen, type Tasks } from './screen.ts'
import { work } from './work.ts'

const live = createClient({
  url,
  // A gateway that ends sends its clients away, and one without room answers 503: try again for as long as it takes.
  retryAttempts: Number.POSITIVE_INFINITY,
})

const screen = new Screen()
const leave = live.subscribe<Tasks>(
  { query: `subscription { ${FIELDS} }` },
  {
    next({ data, errors }) {
      // While the cluster cannot answer, show what there is. The stream stays, and the next answer is the recovery.
      if (errors) console.log(`graphql-sse: ${errors[0]?.extensions?.code}`)
      else screen.show(data)
    },
    error: (error) => console.error(error),
    complete() {},
  },
)
await work(screen, 'graphql-sse')
leave()

const key = await order()
const query = 'subscription ($key: ID!) { processInstance(processInstanceKey: $key) { id state } }'
const states: (string | undefined)[] = []
for await (const { data } of live.iterate<{ processInstance?: { state: string } }>({ query, variables: { key } })) {
  const state = data?.processInstance?.state
  if (state === 'ACTIVE' && !states.includes(state)) await cancel(key)
  states.push(state)
}
// An instance that is over does not change any more: its subscription is complete.
assert.equal(states.at(-1), 'TERMINATED')
console.log('graphql-sse: the subscription ends with its instance')
