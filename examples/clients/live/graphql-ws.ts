import { createClient } from 'graphql-ws'
import { url } from './colleague.ts'
import { FIELDS, Screen, type Tasks } from './screen.ts'
import { work } from './work.ts'

const live = createClient({
  url: url.replace(/^http/, 'ws'),
  // A gateway that ends sends its clients away: try again for as long as it takes.
  retryAttempts: Number.POSITIVE_INFINITY,
  // Also where the socket was not opened at all, such as by a gateway that is about to end. Not after close codes that
  // say that another try is no use.
  shouldRetry: () => true,
})

const screen = new Screen()
const leave = live.subscribe<Tasks>(
  { query: `subscription { ${FIELDS} }` },
  {
    next({ data, errors }) {
      if (errors) console.log(`graphql-ws: ${errors[0]?.extensions?.code}`)
      else screen.show(data)
    },
    error: (error) => console.error(error),
    complete() {},
  },
)
await work(screen, 'graphql-ws')
leave()
await live.dispose()
