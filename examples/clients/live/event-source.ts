import { FIELDS, type Tasks } from './screen.ts'

const url = new URL(new URLSearchParams(location.search).get('gateway') ?? 'http://127.0.0.1:4000/graphql')
url.searchParams.set('query', `subscription { ${FIELDS} }`)

/** The browser's own means: it asks by GET, and needs no library. */
function follow() {
  const source = new EventSource(url)
  source.addEventListener('next', ({ data }) => show(JSON.parse(data)))
  // Otherwise the browser would come again.
  source.addEventListener('complete', () => source.close())
  source.addEventListener('error', () => {
    // Where a stream breaks off, the browser comes again by itself, and says which answer it has. Where it was refused,
    // such as by 503, it gives up.
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 5_000)
  })
}

function show({ data, errors }: { data?: Tasks; errors?: { extensions: { code: string } }[] }) {
  const names = data?.userTasks?.nodes.flatMap(({ assignee }) => assignee ?? [])
  document.title = errors?.[0]?.extensions.code ?? `${data?.userTasks?.totalCount} tasks of ${names?.join()}`
}

follow()
