import type { OperationDefinitionNode } from 'graphql'
import { exceeded } from '../../errors/exceeded.ts'
import { Refused } from '../../errors/refused.ts'
import { DEFAULT_PAGE_SIZE } from '../../fields/window.ts'
import type { GatewayPlugin, NodeCount, Prepared } from '../../request/plugin.ts'
import { nodeCounter } from './count-nodes.ts'

/** Counts the nodes that an operation may answer. */
export type CountNodes = (prepared: Prepared) => NodeCount

/** Counts with a counter that is prepared once per operation, and only once per execution. */
export function nodeCount(maxPageSize: number): CountNodes {
  const counters = new WeakMap<OperationDefinitionNode, ReturnType<typeof nodeCounter>>()
  const pageSize = Math.min(DEFAULT_PAGE_SIZE, maxPageSize)
  return (prepared) => {
    if (prepared.nodeCount) return prepared.nodeCount
    const { schema, document, operation, variableValues } = prepared
    let count = counters.get(operation)
    if (!count) {
      count = nodeCounter(schema, document, operation, pageSize, maxPageSize)
      counters.set(operation, count)
    }
    prepared.nodeCount = count(variableValues)
    return prepared.nodeCount
  }
}

/** Refuses operations that may answer too many nodes, or that have too large a page below an object. */
export function nodeLimit(count: CountNodes, maxNodes: number, maxPageSize: number): GatewayPlugin {
  return {
    beforeExecution(prepared) {
      const { nodes, page } = count(prepared)
      // The field would refuse it, too, but only after its parent was fetched.
      if (page.size > 0) throw pageTooLarge(page, maxPageSize)
      if (nodes > maxNodes) {
        throw exceeded(
          'nodes',
          maxNodes,
          nodes,
          `The operation may answer ${nodes} nodes, but at most ${maxNodes} are possible. Pages within pages multiply: ask for less with \`first\`, or in parts.`,
        )
      }
    },
  }
}

function pageTooLarge({ argument, size }: NodeCount['page'], limit: number): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    `${argument}: ${size} is more than ${limit}, the largest page. Ask for less and page on with a cursor.`,
    { argument, rule: 'pageSize', limit, value: size, retryable: false },
    { status: 400, spec: true },
  )
}
