import type { Engine } from './engine.ts'
import type { Form } from './records.ts'

/** The newest version of a form, unless it was deleted. */
export function latestForm(engine: Engine, formId: string): Form | undefined {
  let latest: Form | undefined
  for (const form of engine.forms.values()) {
    if (form.formId === formId && !form.deleted && form.version > (latest?.version ?? 0)) latest = form
  }
  return latest
}
