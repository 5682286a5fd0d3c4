import { fillPath, type Operation } from '../../catalog/operation.ts'
import { NotSupported, notCamundas, UpstreamFailure } from '../../failures/failure.ts'
import { isRawNumber } from '../../json/exact-json.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { Multipart } from '../../wire/call.ts'
import type { Wire } from '../dialect.ts'
import { ofCamunda } from '../of-camunda.ts'

/**
 * What 8.6 knows of each command's body: the names, and under a name those of the objects in it. 8.6 ignores what it does
 * not know, and would then do something else than was asked for.
 */
const bodies: Readonly<Record<string, Known>> = {
  createProcessInstance: known(
    'processDefinitionKey processDefinitionId processDefinitionVersion variables tenantId operationReference',
    'startInstructions awaitCompletion fetchVariables requestTimeout',
  ),
  cancelProcessInstance: known('operationReference'),
  modifyProcessInstance: {
    ...known('activateInstructions operationReference'),
    terminateInstructions: known('elementInstanceKey'),
  },
  migrateProcessInstance: known('targetProcessDefinitionKey mappingInstructions operationReference'),
  createElementInstanceVariables: known('variables local operationReference'),
  activateJobs: known('type worker timeout maxJobsToActivate fetchVariable requestTimeout tenantIds'),
  completeJob: known('variables'),
  failJob: known('retries errorMessage retryBackOff variables'),
  throwJobError: known('errorCode errorMessage variables'),
  updateJob: { changeset: known('retries timeout') },
  assignUserTask: known('assignee allowOverride action'),
  unassignUserTask: {},
  updateUserTask: {
    ...known('action'),
    changeset: known('dueDate followUpDate candidateUsers candidateGroups priority'),
  },
  completeUserTask: known('variables action'),
  resolveIncident: {},
  publishMessage: known('name correlationKey timeToLive messageId variables tenantId'),
  correlateMessage: known('name correlationKey variables tenantId'),
  broadcastSignal: known('signalName variables tenantId'),
  evaluateDecision: known('decisionDefinitionId decisionDefinitionKey variables tenantId'),
  createDeployment: {},
  deleteResource: known('operationReference'),
}

/** What 8.6 requires and later versions do not: the value that they go by where it is left out. */
const defaults: Readonly<Record<string, object>> = { publishMessage: { correlationKey: '' } }

/** The commands that 8.6 has. */
export const commands: readonly string[] = Object.keys(bodies)

interface Known {
  readonly [name: string]: true | Known
}

function known(...names: string[]): Known {
  return Object.fromEntries(names.flatMap((some) => some.split(' ').map((name) => [name, true])))
}

/** Carries a command out by 8.6's API v2. Throws NotSupported, before any call, for input that 8.6 would ignore. */
export async function command(
  wire: Wire,
  generation: string,
  called: Operation,
  parameters: Readonly<Record<string, string>>,
  body?: unknown,
  extraTime?: number,
): Promise<unknown> {
  const { operation, method, path, kind } = called
  const answersNothing = called.answersNothing || operation === 'deleteResource'
  if (!(body instanceof Multipart)) check(bodies[operation] ?? {}, body, 'input', generation)
  const beside = defaults[operation]
  const answer = await wire.send({
    operation,
    method,
    path: fillPath(path, parameters),
    kind,
    // Keys are numbers here, and beyond what a JavaScript number holds.
    exact: true,
    ...(answersNothing ? { answersNothing } : {}),
    ...(body === undefined ? {} : { body: beside && isJsonObject(body) ? { ...beside, ...body } : body }),
    ...(extraTime === undefined ? {} : { extraTime }),
  })
  const said = answersNothing ? answer : ofCamunda(wire, called, withTextKeys(answer))
  return isJsonObject(said) ? (finished[operation]?.(said) ?? said) : said
}

/** What 8.6 answers otherwise than the contract. */
const finished: Readonly<Record<string, (said: Record<string, unknown>) => object>> = {
  activateJobs: ({ jobs, ...others }) => ({ ...others, jobs: activated(jobs) }),
  evaluateDecision: ({ decisionInstanceKey, evaluatedDecisions, ...others }) => ({
    ...others,
    decisionEvaluationKey: decisionInstanceKey,
    // The place of a decision within the evaluation is a part of its key.
    evaluatedDecisions: listIn(evaluatedDecisions).map((decision, index) =>
      isJsonObject(decision)
        ? { ...decision, decisionEvaluationInstanceKey: `${decisionInstanceKey}-${index + 1}` }
        : decision,
    ),
  }),
}

function check(names: Known, value: unknown, path: string, generation: string): void {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) check(names, one, `${path}[${index}]`, generation)
    return
  }
  if (!isJsonObject(value)) return
  for (const [name, one] of Object.entries(value)) {
    const inside = Object.hasOwn(names, name) ? names[name] : undefined
    // The schema has the members of a changeset in the input itself.
    const argument = name === 'changeset' ? path : `${path}.${name}`
    if (inside === undefined) throw NotSupported.byGeneration(argument, generation)
    if (inside !== true) check(inside, one, argument, generation)
  }
}

/** Members that hold the caller's own data: names in them that end in Key are not keys of Camunda's. */
const OPAQUE = new Set(['variables', 'customHeaders'])

/** An answer with its keys turned into text, as the contract has them. */
export function withTextKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextKeys)
  if (!isJsonObject(value) || isRawNumber(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      if (OPAQUE.has(name)) return [name, one]
      return [name, name === 'key' || name.endsWith('Key') ? asKey(one) : withTextKeys(one)]
    }),
  )
}

function asKey(value: unknown): unknown {
  if (isRawNumber(value)) return value.rawJSON
  return typeof value === 'number' ? String(value) : value
}

/** 8.6 does not tell the kind of a job, and names its key `key`. */
function activated(jobs: unknown): unknown {
  if (!Array.isArray(jobs)) return jobs
  return jobs.map(({ key, ...job }: Record<string, unknown>) => ({
    ...job,
    jobKey: key,
    kind: 'UNRECOGNIZED',
    listenerEventType: 'UNRECOGNIZED',
    userTask: null,
    tags: null,
    rootProcessInstanceKey: null,
  }))
}

/** Reads of the cluster itself, which 8.6 has in part. */
export const clusterReads: Readonly<Record<string, (wire: Wire, generation: string) => Promise<unknown>>> = {
  async getTopology(wire) {
    const topology = await readTopology(wire, 'getTopology')
    return { clusterId: null, lastCompletedChangeId: '', ...topology }
  },

  /** 8.6 has no such read; its topology says the same. Rejects with 503 where no partition has a healthy leader. */
  async getStatus(wire) {
    const { brokers } = await readTopology(wire, 'getStatus')
    const partitions = listIn(brokers).flatMap((broker) => (isJsonObject(broker) ? listIn(broker.partitions) : []))
    const isLed = partitions.some((one) => isJsonObject(one) && one.role === 'leader' && one.health === 'healthy')
    if (isLed) return undefined
    throw new UpstreamFailure({ kind: 'refused', operation: 'getStatus', write: false, status: 503 })
  },

  async getLicense(wire, generation) {
    const operation = 'getLicense'
    const answer = await wire.send({ operation, method: 'GET', path: '/license', kind: 'read' })
    return {
      expiresAt: null,
      ...wire.readable(operation, () => {
        if (!isJsonObject(answer) || !('validLicense' in answer)) throw notCamundas('the answer is no license')
        return answer
      }),
      // The contract always has it, so that it cannot be null.
      get isCommercial(): boolean {
        throw NotSupported.byGeneration('License.isCommercial', generation)
      },
    }
  },
}

/** The topology, which names the version too. */
export async function readTopology(wire: Wire, operation: string): Promise<Record<string, unknown>> {
  const answer = await wire.send({ operation, method: 'GET', path: '/topology', kind: 'read' })
  return wire.readable(operation, () => {
    if (!isJsonObject(answer) || !Array.isArray(answer.brokers)) throw notCamundas('the answer is no topology')
    return answer
  })
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
