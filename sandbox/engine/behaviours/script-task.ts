import { completeElement } from '../lifecycle.ts'
import { evaluateToJson, feelContext, propagateVariables, setLocalVariable } from '../variables.ts'
import type { Behaviour } from './behaviour.ts'
import { jobWorker } from './job-worker.ts'

/** Evaluates a FEEL expression into a variable, or leaves the script to a job worker. */
export const scriptTask: Behaviour = {
  activate(engine, element) {
    const { script, outputs } = element.element
    if (!script) {
      jobWorker.activate(engine, element)
      return
    }
    const value = evaluateToJson(script.expression, element, feelContext(engine, element))
    if (outputs.length > 0) setLocalVariable(engine, element, script.resultVariable, value)
    else propagateVariables(engine, element, { [script.resultVariable]: value })
    completeElement(engine, element)
  },
  terminate(engine, element) {
    jobWorker.terminate?.(engine, element)
  },
}
