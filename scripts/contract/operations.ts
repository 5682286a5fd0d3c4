import type { ContractTable, Field, Node, OperationEntry } from '../../contract/table.ts'
import { type Json, list, object, pointed } from './json.ts'
import { patch, TypeReader } from './types.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'patch']

/**
 * Derives the contract table of a Camunda version from its official OpenAPI document: facts that can be checked, and
 * none of the document's texts. Throws when the document holds a construct that the table cannot express.
 */
export function contractTable(document: Json, version: string): ContractTable {
  const types = new TypeReader(document)
  const operations: [string, OperationEntry][] = []
  for (const [path, item] of Object.entries(object(document.paths))) {
    for (const method of METHODS) {
      const operation = object(object(item)[method])
      if (typeof operation.operationId !== 'string') continue
      operations.push([operation.operationId, entry(document, types, method, path, operation)])
    }
  }
  operations.sort(([left], [right]) => (left < right ? -1 : 1))
  const problem = types.node({ $ref: '#/components/schemas/ProblemDetail' }, 'ProblemDetail')
  const used = [problem, ...operations.flatMap(([, operation]) => nodes(operation))]
  return { version, operations: Object.fromEntries(operations), types: types.reachable(used) }
}

function entry(document: Json, types: TypeReader, method: string, path: string, operation: Json): OperationEntry {
  const follow = (value: unknown) => {
    let target = object(value)
    while (typeof target.$ref === 'string') target = pointed(document, target.$ref)
    return target
  }
  const id = String(operation.operationId)
  const parameters = (place: string) => {
    const found = list(operation.parameters)
      .map(follow)
      .filter((parameter) => parameter.in === place)
      .map((parameter): [string, Field] => [
        String(parameter.name),
        {
          ...types.node(object(parameter.schema), `${id}.${String(parameter.name)}`),
          ...(parameter.required === true ? { required: true } : {}),
        },
      ])
    return found.length > 0 ? Object.fromEntries(found) : undefined
  }
  const since = patch(operation['x-added-in-version'])
  const inPath = parameters('path')
  const inQuery = parameters('query')
  const answers = Object.entries(object(operation.responses)).map(
    ([status, answer]) => [status, contents(types, `${id}.${status}`, follow(answer))] as const,
  )
  const body = requestBody(types, id, follow(operation.requestBody))
  return {
    method: method.toUpperCase(),
    path,
    eventual: operation['x-eventually-consistent'] === true,
    ...(since ? { since } : {}),
    ...(inPath ? { parameters: inPath } : {}),
    ...(inQuery ? { query: inQuery } : {}),
    ...(body ? { body } : {}),
    problems: answers
      .filter(isProblem)
      .map(([status]) => Number(status))
      .sort((left, right) => left - right),
    answers: Object.fromEntries(answers.filter((answer) => !isProblem(answer))),
  }
}

/** Some error answers are left without a body in the documents, yet carry the same problem as the others. */
function isProblem([status, answer]: readonly [string, Record<string, Node>]): boolean {
  return Number(status) >= 400 && Object.keys(answer).every((media) => media === 'application/problem+json')
}

function requestBody(types: TypeReader, id: string, body: Json): OperationEntry['body'] {
  const [content] = Object.entries(object(body.content))
  if (!content) return undefined
  const [media, { schema }] = [content[0], object(content[1])]
  return { required: body.required === true, media, type: types.node(object(schema), `${id}.body`) }
}

function contents(types: TypeReader, name: string, answer: Json): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(object(answer.content)).map(([media, content]) => [
      media,
      types.node(object(object(content).schema), name),
    ]),
  )
}

function nodes(operation: OperationEntry): Node[] {
  return [
    ...Object.values(operation.parameters ?? {}),
    ...Object.values(operation.query ?? {}),
    ...(operation.body ? [operation.body.type] : []),
    ...Object.values(operation.answers).flatMap((answer) => Object.values(answer)),
  ]
}
