import { hash } from 'node:crypto'
import type { GraphiQLOptions, Plugin } from 'graphql-yoga'
import { asksForPage } from '../../request/page.ts'
import type { Visit } from '../../request/visit.ts'

// Lines are short: the editor has room for 54 characters in a window of usual width.
const inbox = `# Ask Camunda one question instead of a hundred calls.
# The docs on the left say what there is to ask for;
# Ctrl-Space completes. Behind a login, set your own
# Authorization under Headers.

# A task inbox: open tasks, who may take them, and the
# process they belong to.
query Inbox {
  userTasks(
    first: 20
    filter: { state: { eq: CREATED } }
    sort: [{ field: creationDate, order: DESC }]
  ) {
    totalCount
    nodes {
      userTaskKey
      name
      assignee
      candidateGroups
      dueDate
      processDefinition { name version }
      processInstance { processInstanceKey businessId }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`

const stuck = `# What is stuck, and why: instances with their incidents
# and failed jobs, in a handful of calls.
query Stuck {
  processInstances(
    first: 10
    filter: { hasIncident: true }
  ) {
    totalCount
    nodes {
      processInstanceKey
      startDate
      processDefinition { name version }
      incidents(first: 5) {
        nodes {
          incidentKey
          errorType
          errorMessage
          elementId
          job { jobKey type retries }
        }
      }
    }
  }
}
`

const instance = `# One instance in depth: the newest that the filter in
# the variables finds. For one of your choice:
# { "processInstanceKey": { "eq": "2251799813685249" } }
query Instance($filter: ProcessInstanceFilter) {
  processInstances(
    first: 1
    filter: $filter
    sort: [{ field: startDate, order: DESC }]
  ) {
    nodes {
      processInstanceKey
      state
      processDefinition { name version versionTag }
      variables(first: 50) {
        nodes { name value(full: true) }
      }
      elementInstances(first: 50) {
        nodes { elementId type state startDate endDate }
      }
      calledProcessInstances(first: 10) {
        nodes {
          processInstanceKey
          state
          processDefinition { name }
        }
      }
    }
  }
}
`

const start = `# Starts the process named in the variables, and reads
# the new instance as soon as it is visible.
mutation Start($input: CreateProcessInstanceInput!) {
  createProcessInstance(input: $input) {
    processInstanceKey
    processInstance {
      state
      startDate
      processDefinition { name version }
    }
  }
}
`

const inVariables = (value: unknown) => JSON.stringify(value, null, 2)

/** The example questions in the tabs. All work as they are; the demo's cluster has a process `order` to start. */
export const examples = [
  { query: inbox },
  { query: stuck },
  { query: instance, variables: inVariables({ filter: { state: { eq: 'ACTIVE' } } }) },
  {
    query: start,
    variables: inVariables({
      input: { processDefinitionId: 'order', variables: { orderId: 'ORD-20001', total: 129.9, express: true } },
    }),
  },
]

const options: GraphiQLOptions = { title: 'Camunda GraphQL Gateway', defaultTabs: examples }

// GraphiQL 5 moves a tab away under the pointer that presses it, so that the first click on each goes nowhere.
const STYLE = '<style>.graphiql-tab { transform: none !important }</style>'

/** The page and its headers. */
interface Page {
  body: Uint8Array<ArrayBuffer>
  headers: Record<string, string>
}

let rendered: Promise<Page> | undefined

/** Shows browsers GraphiQL, in place of Yoga's own page, which looks less closely at the `Accept` header. */
export function graphiqlPage(): Plugin<object, { visit: Visit }> {
  return {
    async onRequest({ serverContext, fetchAPI, endResponse }) {
      const { visit } = serverContext
      if (!visit.isGraphQL || !asksForPage(visit.arrival)) return
      rendered ??= render()
      const { body, headers } = await rendered
      endResponse(new fetchAPI.Response(body, { headers }))
    },
  }
}

/** The page with all of its scripts. Its nine megabytes are loaded with the first request for it. */
async function render(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL(options).replace('</head>', `${STYLE}</head>`)
  return {
    body: new TextEncoder().encode(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(html),
      // For browsers without `frame-ancestors`: clickjacking within another site's page could run a command.
      'x-frame-options': 'DENY',
    },
  }
}

/**
 * A Content-Security-Policy that runs only the page's own script, by its hash, and allows requests only to the gateway.
 */
function contentPolicy(html: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash('sha256', scriptOf(html), 'base64')}'`,
    // The editor creates styles at run time.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** There is one script element; its text mentions others. */
function scriptOf(html: string): string {
  return html
    .slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'))
    .replaceAll(/\r\n?/g, '\n')
}
