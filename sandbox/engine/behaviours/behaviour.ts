import type { Engine } from '../engine.ts'
import type { SequenceFlow } from '../model/model.ts'
import type { ElementInstance } from '../records.ts'

/** What one type of element does. Where a hook throws a Failure, an incident stops the element there. */
export interface Behaviour {
  /** The element was entered and its input mappings are done: wait for something, or complete it. */
  activate(engine: Engine, element: ElementInstance): void
  /** The flows to leave by; all of them unless told. Asked before the element counts as completed. */
  chooseFlows?(engine: Engine, element: ElementInstance): readonly SequenceFlow[]
  /** The element has completed, before its flows are taken. */
  completed?(engine: Engine, element: ElementInstance): void
  /** A round of this multi-instance is about to complete. */
  childCompleting?(engine: Engine, element: ElementInstance, child: ElementInstance): void
  /** A round of this multi-instance has completed. */
  childCompleted?(engine: Engine, element: ElementInstance, child: ElementInstance): void
  /** The element is being terminated: let go of whatever it waits for. */
  terminate?(engine: Engine, element: ElementInstance): void
}
