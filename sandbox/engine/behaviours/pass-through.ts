import { completeElement } from '../lifecycle.ts'
import type { Behaviour } from './behaviour.ts'

/** Elements that do nothing: undefined and manual tasks, none events, events that have happened. */
export const passThrough: Behaviour = { activate: completeElement }
