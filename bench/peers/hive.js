import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway'
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli'
import { DefaultLogger } from '@graphql-mesh/utils'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'
import { printPort } from './print-port.js'

/**
 * Hive Gateway over Camunda's API as an OpenAPI subgraph, composed from a document of the operations in use. Searches are
 * POSTs, so they are declared to be queries; relations are declared by hand: the children of all rows by one search, or
 * with `RELATIONS=each` by a search for each row.
 */
const searches = ['searchProcessInstances', 'searchIncidents', 'searchUserTasks']

/**
 * The rows below many instances by one search, grouped by the instance's key.
 * @param {string} search
 */
const together = (search) => `@resolveTo(
  sourceName: "camunda"
  sourceTypeName: "Query"
  sourceFieldName: "${search}"
  keyField: "processInstanceKey"
  keysArg: "input.filter.processInstanceKey._DOLLAR_in"
  result: "items"
  valueKeyField: "processInstanceKey"
)`

/**
 * The rows below each instance by a search of its own.
 * @param {string} search
 */
const each = (search) => `@resolveTo(
  sourceName: "camunda"
  sourceTypeName: "Query"
  sourceFieldName: "${search}"
  requiredSelectionSet: "{ processInstanceKey }"
  sourceArgs: { input: { filter: { processInstanceKey: { _DOLLAR_eq: "{root.processInstanceKey}" } } } }
)`

const relations =
  process.env.RELATIONS === 'each'
    ? `incidents: IncidentSearchQueryResult ${each('searchIncidents')}
       userTasks: UserTaskSearchQueryResult ${each('searchUserTasks')}`
    : `incidents: [IncidentResult!] ${together('searchIncidents')}
       userTasks: [UserTaskResult!] ${together('searchUserTasks')}`

const supergraph = await getComposedSchemaFromConfig(
  {
    subgraphs: [
      {
        sourceHandler: loadOpenAPISubgraph('camunda', {
          source: new URL('camunda.openapi.json', import.meta.url).pathname,
          endpoint: `${process.env.UPSTREAM}/v2`,
          operationHeaders: { 'content-type': 'application/json' },
          selectQueryOrMutationField: searches.map((fieldName) => ({ type: 'query', fieldName })),
        }),
      },
    ],
    additionalTypeDefs: `
      extend type ProcessInstanceResult {
        ${relations}
        processDefinition: ProcessDefinitionResult @resolveTo(
          sourceName: "camunda"
          sourceTypeName: "Query"
          sourceFieldName: "getProcessDefinition"
          requiredSelectionSet: "{ processDefinitionKey }"
          sourceArgs: { processDefinitionKey: "{root.processDefinitionKey}" }
        )
      }
    `,
  },
  new DefaultLogger('compose'),
)
const gateway = createGatewayRuntime({ supergraph, logging: false })
const server = createServer(gateway)
server.listen(0, '127.0.0.1', () => printPort(server))
