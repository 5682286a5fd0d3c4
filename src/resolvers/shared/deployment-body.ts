import type { CreateDeploymentInput } from '../../generated/schema.ts'
import { quoted } from '../../text/cut.ts'
import { InvalidInput } from '../../upstream/failures/failure.ts'
import type { Multipart } from '../../upstream/wire/call.ts'
import { encoded } from '../../upstream/wire/multipart.ts'

/** A deployment has resources, and a resource's name tells Camunda what it is. */
export function checkDeployment({ resources }: CreateDeploymentInput): void {
  if (resources.length === 0) throw new InvalidInput('input.resources', 'give at least one file or text.')
  const seen = new Set<string>()
  for (const [index, { file, text }] of resources.entries()) {
    const name = file?.name ?? text?.name ?? ''
    const argument = `input.resources[${index}]`
    if (!/\.\w+$/.test(name)) {
      throw new InvalidInput(
        argument,
        `${quoted(name)} has no extension. Camunda tells by it what a resource is: .bpmn, .dmn or .form.`,
      )
    }
    if (seen.has(name))
      throw new InvalidInput(argument, `${quoted(name)} is there twice. Give each resource a name of its own.`)
    seen.add(name)
  }
}

/** The multipart body that REST takes: one `resources` part for each, with its name. */
export async function deploymentBody({ resources, tenantId }: CreateDeploymentInput): Promise<Multipart> {
  const form = new FormData()
  for (const { file, text } of resources) {
    // The client's file need not be a Node File, so copy it.
    if (file) form.append('resources', new Blob([await file.arrayBuffer()]), file.name)
    else if (text) form.append('resources', new Blob([text.content]), text.name)
  }
  if (tenantId) form.append('tenantId', tenantId)
  return encoded(form)
}
