import { activateElement } from '../lifecycle.ts'
import type { Behaviour } from './behaviour.ts'

/** A scope within the process: it begins at its start event and completes when nothing is left in it. */
export const subProcess: Behaviour = {
  activate(engine, element) {
    const [start] = element.element.startEvents
    if (start) activateElement(engine, start, element)
  },
}
