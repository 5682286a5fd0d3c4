import { latestDefinition } from '../definitions.ts'
import { Failure } from '../failure.ts'
import { evaluateString } from '../feel.ts'
import { terminateInstance } from '../lifecycle.ts'
import { createInstance } from '../process-instances.ts'
import { feelContext, visibleVariables } from '../variables.ts'
import type { Behaviour } from './behaviour.ts'

/** Calls another process and completes when that instance does. */
export const callActivity: Behaviour = {
  activate(engine, element) {
    const called = element.element.calledElement
    if (!called) return
    const processId = evaluateString(called.processId, feelContext(engine, element))
    const definition = latestDefinition(engine, processId)
    if (!definition) {
      throw new Failure(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${processId}' to be deployed, but not found.`,
      )
    }
    if (!definition.model.root.startEvents.some((event) => event.event === null)) {
      throw new Failure(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${processId}' to have a none start event, but not found.`,
      )
    }
    const given = called.propagateAllParentVariables ? visibleVariables(element) : element.variables
    element.calledInstance = createInstance(engine, {
      definition,
      parentElement: element,
      tags: element.instance.tags,
      businessId: element.instance.businessId,
      variables: Object.fromEntries([...given.values()].map(({ name, value }) => [name, value])),
    })
  },
  terminate(engine, { calledInstance }) {
    if (calledInstance) terminateInstance(engine, calledInstance)
  },
}
