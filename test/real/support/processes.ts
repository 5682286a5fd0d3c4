import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The processes of `test/real/processes/`. Each is good for all generations. */
export type ProcessName = 'order' | 'delivery' | 'failing'

/** Where names stand that all tests of an engine share: processes, topics and job types, messages, signals. */
const NAMES =
  /(<bpmn:process id="|calledElement="|processId="|camunda:topic="|taskDefinition type="|<bpmn:(?:message|signal) id="[^"]*" name=")([^"=]+)"/g

/** A text that no other test uses. */
export function unique(): string {
  return randomBytes(4).toString('hex')
}

/**
 * A form with BPMN files, for a deployment. Shared names in them end with `-SUFFIX`: the process `order`, its topic `pay`
 * and the message `parcel-taken` become `order-SUFFIX`, `pay-SUFFIX` and `parcel-taken-SUFFIX`.
 */
export function form(names: readonly ProcessName[], suffix: string): FormData {
  const form = new FormData()
  for (const name of names) form.append(name, new Blob([bpmn(name, suffix)]), `${name}-${suffix}.bpmn`)
  return form
}

/** The text of one of the files, for tests that change it. */
export function bpmn(name: ProcessName, suffix: string): string {
  const text = readFileSync(new URL(`../processes/${name}.bpmn`, import.meta.url), 'utf8')
  return text.replaceAll(NAMES, (_, before: string, shared: string) => `${before}${shared}-${suffix}"`)
}
