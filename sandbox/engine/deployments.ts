import { createHash } from 'node:crypto'
import { isObject } from '../json.ts'
import { latestDefinition } from './definitions.ts'
import type { Engine } from './engine.ts'
import { latestForm } from './forms.ts'
import type { ProcessModel } from './model/model.ts'
import { parseBpmn } from './model/parse.ts'
import { ModelProblems } from './model/problems.ts'
import type { Form, ProcessDefinition } from './records.ts'
import { noSuch, Rejection } from './rejection.ts'

export interface Resource {
  readonly name: string
  readonly content: string
}

/** A resource that can be deployed as it is. */
export type ParsedResource =
  | { readonly kind: 'bpmn'; readonly resource: Resource; readonly digest: string; readonly models: ProcessModel[] }
  | { readonly kind: 'form'; readonly resource: Resource; readonly digest: string; readonly form: ParsedForm }

interface ParsedForm {
  readonly id: string
  readonly versionTag: string | null
}

export type Deployed =
  | { readonly kind: 'process'; readonly definition: ProcessDefinition }
  | { readonly kind: 'form'; readonly form: Form }

/** Reads resources before anything is deployed: either all of them are fit, or the deployment is refused. */
export async function parseResources(resources: readonly Resource[]): Promise<ParsedResource[]> {
  const parsed: ParsedResource[] = []
  const failures: string[] = []
  for (const resource of resources) {
    try {
      parsed.push(await parseResource(resource))
    } catch (error) {
      if (!(error instanceof ModelProblems)) throw error
      failures.push(`'${resource.name}': ${error.message}`)
    }
  }
  if (resources.length === 0) failures.push('no resources to deploy')
  if (failures.length > 0) {
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Expected to deploy new resources, but encountered the following errors:\n${failures.join('\n')}`,
    )
  }
  return parsed
}

/** Command: deploys resources. One that is identical to the latest version is that version again. */
export function deploy(engine: Engine, resources: readonly ParsedResource[]): Deployed[] {
  return resources.flatMap((parsed): Deployed[] =>
    parsed.kind === 'form'
      ? [{ kind: 'form', form: deployForm(engine, parsed) }]
      : parsed.models.map((model) => ({ kind: 'process', definition: deployProcess(engine, parsed, model) })),
  )
}

/** Command: deletes a process definition or a form. Running instances go on. */
export function deleteResource(engine: Engine, key: string): void {
  const definition = engine.definitions.get(key)
  const form = engine.forms.get(key)
  if (definition?.state === 'ACTIVE') {
    if ([...engine.instances.values()].some((instance) => instance.definition === definition)) {
      throw new Rejection(
        'INVALID_STATE',
        `Expected to delete resource with key '${key}' but there are still running instances`,
      )
    }
    definition.state = 'DELETED'
    engine.changed({ kind: 'processDefinition', entity: definition })
  } else if (form && !form.deleted) {
    form.deleted = true
    engine.changed({ kind: 'form', entity: form })
  } else {
    throw noSuch('delete', 'resource', key)
  }
}

async function parseResource(resource: Resource): Promise<ParsedResource> {
  const digest = createHash('sha256').update(resource.content).digest('hex')
  const { name } = resource
  if (name.endsWith('.bpmn') || name.endsWith('.xml')) {
    return { kind: 'bpmn', resource, digest, models: await parseBpmn(resource.content) }
  }
  if (name.endsWith('.form')) return { kind: 'form', resource, digest, form: parseForm(resource.content) }
  throw new ModelProblems(['unknown resource type: the sandbox deploys .bpmn and .form files'])
}

function parseForm(content: string): ParsedForm {
  let form: unknown
  try {
    form = JSON.parse(content)
  } catch (error) {
    throw new ModelProblems([`Failed to parse form JSON: ${(error as Error).message}`])
  }
  if (!isObject(form) || typeof form.id !== 'string' || form.id === '') {
    throw new ModelProblems(['Expected the form id to be present, but none given'])
  }
  return { id: form.id, versionTag: typeof form.versionTag === 'string' ? form.versionTag : null }
}

function deployProcess(engine: Engine, { resource, digest }: ParsedResource, model: ProcessModel): ProcessDefinition {
  const latest = latestDefinition(engine, model.processId)
  if (latest?.digest === digest && latest.resourceName === resource.name) return latest
  const versions = [...engine.definitions.values()].filter((other) => other.model.processId === model.processId)
  const definition: ProcessDefinition = {
    processDefinitionKey: engine.keys.next(),
    version: Math.max(0, ...versions.map(({ version }) => version)) + 1,
    resourceName: resource.name,
    xml: resource.content,
    digest,
    model,
    state: 'ACTIVE',
  }
  engine.definitions.set(definition.processDefinitionKey, definition)
  engine.changed({ kind: 'processDefinition', entity: definition })
  return definition
}

function deployForm(engine: Engine, parsed: ParsedResource & { kind: 'form' }): Form {
  const { resource, digest, form: read } = parsed
  const latest = latestForm(engine, read.id)
  if (latest?.digest === digest && latest.resourceName === resource.name) return latest
  const versions = [...engine.forms.values()].filter(({ formId }) => formId === read.id)
  const form: Form = {
    formKey: engine.keys.next(),
    formId: read.id,
    version: Math.max(0, ...versions.map(({ version }) => version)) + 1,
    resourceName: resource.name,
    versionTag: read.versionTag,
    schema: resource.content,
    digest,
    deleted: false,
  }
  engine.forms.set(form.formKey, form)
  engine.changed({ kind: 'form', entity: form })
  return form
}
