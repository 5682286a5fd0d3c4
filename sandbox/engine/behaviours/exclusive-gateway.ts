import { Failure } from '../failure.ts'
import { evaluateBoolean } from '../feel.ts'
import { completeElement } from '../lifecycle.ts'
import { feelContext } from '../variables.ts'
import type { Behaviour } from './behaviour.ts'

/** Takes the first flow whose condition is true, or the default one. */
export const exclusiveGateway: Behaviour = {
  activate: completeElement,
  chooseFlows(engine, element) {
    const { outgoing, defaultFlow } = element.element
    const [only] = outgoing
    if (!only || (outgoing.length === 1 && !only.condition)) return outgoing
    const context = feelContext(engine, element)
    for (const flow of outgoing) {
      if (flow === defaultFlow || !flow.condition) continue
      // A condition without the equals sign is an expression all the same: it can be nothing else.
      const condition = flow.condition.startsWith('=') ? flow.condition : `=${flow.condition}`
      if (evaluateBoolean(condition, context)) return [flow]
    }
    if (defaultFlow) return [defaultFlow]
    throw new Failure(
      'CONDITION_ERROR',
      'Expected at least one condition to evaluate to true, or to have a default flow',
    )
  },
}
