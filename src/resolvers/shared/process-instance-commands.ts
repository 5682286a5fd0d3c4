import { withoutNulls } from '../../fields/command.ts'
import { checkHasVariables } from '../../fields/input.ts'
import { isPresent } from '../../fields/present.ts'
import type {
  CreateProcessInstanceInput,
  ModifyProcessInstanceInput,
  MoveInstructionInput,
} from '../../generated/schema.ts'
import { InvalidInput } from '../../upstream/failures/failure.ts'

/** A process is started by its id or by the key of one version: REST takes exactly one of them. */
export function checkCreation(input: CreateProcessInstanceInput): void {
  const { processDefinitionKey, processDefinitionId, processDefinitionVersion, tags } = input
  if (!processDefinitionKey === !processDefinitionId) {
    throw new InvalidInput(
      'input',
      'give either processDefinitionKey (one deployed version) or processDefinitionId (its newest, or processDefinitionVersion).',
    )
  }
  if (processDefinitionKey && isPresent(processDefinitionVersion)) {
    throw new InvalidInput(
      'input.processDefinitionVersion',
      'a processDefinitionKey names a version already. Leave one of them out.',
    )
  }
  if (tags && tags.length > 10)
    throw new InvalidInput('input.tags', `at most 10 are possible, this has ${tags.length}.`)
}

export function creation(input: CreateProcessInstanceInput): unknown {
  const { runtimeInstructions, ...rest } = input
  return withoutNulls({
    ...rest,
    runtimeInstructions: runtimeInstructions?.map(({ terminateAfterElementId }) => ({
      type: 'TERMINATE_PROCESS_INSTANCE',
      afterElementId: terminateAfterElementId,
    })),
  })
}

/** How to find an instance whose key was not answered: by all that the caller knows of it. */
export function toFindInstance({ tags, businessId }: CreateProcessInstanceInput, sent: Date): string {
  const known = [
    'its process definition',
    ...(tags?.length ? ['its tags'] : []),
    ...(businessId ? ['its businessId'] : []),
  ]
  const tip = known.length > 1 ? '' : ' Tags or a businessId of its own would tell it from others.'
  return `If so, it runs: look for it among processInstances, by ${known.join(', ')} and a startDate since about ${sent.toISOString()}.${tip}`
}

/** The alternatives without a key are chosen by `true`; what gives variables names some. */
export function checkModification({ activateInstructions, moveInstructions }: ModifyProcessInstanceInput): void {
  for (const [list, instructions] of Object.entries({ activateInstructions, moveInstructions })) {
    for (const [index, { variableInstructions }] of (instructions ?? []).entries()) {
      for (const [at, instruction] of (variableInstructions ?? []).entries()) {
        checkHasVariables(instruction, `input.${list}[${index}].variableInstructions[${at}]`)
      }
    }
  }
  for (const [index, { ancestorScope }] of (moveInstructions ?? []).entries()) {
    for (const name of ['inferred', 'sourceParent'] as const) {
      if (ancestorScope?.[name] !== false) continue
      throw new InvalidInput(
        `input.moveInstructions[${index}].ancestorScope.${name}`,
        'false chooses nothing. Give true, or leave ancestorScope out.',
      )
    }
  }
}

export function modification(input: ModifyProcessInstanceInput): unknown {
  const { activateInstructions, moveInstructions, terminateInstructions, operationReference } = input
  return withoutNulls({
    activateInstructions: activateInstructions?.map(({ variableInstructions, ...instruction }) =>
      withoutNulls({ ...instruction, variableInstructions: variableInstructions?.map(withoutNulls) }),
    ),
    moveInstructions: moveInstructions?.map(move),
    terminateInstructions: terminateInstructions?.map(withoutNulls),
    operationReference,
  })
}

/** REST distinguishes alternatives by a type field, GraphQL by which field is given. */
function move({ source, targetElementId, ancestorScope, variableInstructions }: MoveInstructionInput): unknown {
  return withoutNulls({
    sourceElementInstruction: isPresent(source.elementId)
      ? { sourceType: 'byId', sourceElementId: source.elementId }
      : { sourceType: 'byKey', sourceElementInstanceKey: source.elementInstanceKey },
    targetElementId,
    ancestorScopeInstruction: ancestorScope && ancestor(ancestorScope),
    variableInstructions: variableInstructions?.map(withoutNulls),
  })
}

function ancestor(scope: NonNullable<MoveInstructionInput['ancestorScope']>): unknown {
  if (isPresent(scope.elementInstanceKey)) {
    return { ancestorScopeType: 'direct', ancestorElementInstanceKey: scope.elementInstanceKey }
  }
  return { ancestorScopeType: isPresent(scope.inferred) ? 'inferred' : 'sourceParent' }
}
