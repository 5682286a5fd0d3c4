import { command, withoutNulls } from '../fields/command.ts'
import { one } from '../fields/one.ts'
import type { ActivateAdHocSubProcessActivitiesInput, Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Mutation: {
    activateAdHocSubProcessActivities: command<ActivateAdHocSubProcessActivitiesInput>(
      operations.activateAdHocSubProcessActivities,
      {
        check: ({ elements }) => {
          if (elements.length === 0) throw new InvalidInput('input.elements', 'give at least one element to start.')
          for (const [index, { elementId }] of elements.entries()) {
            if (elementId !== '') continue
            throw new InvalidInput(`input.elements[${index}].elementId`, 'give the id of an element of the model.')
          }
        },
        body: ({ elements, cancelRemainingInstances }) =>
          withoutNulls({ elements: elements.map(withoutNulls), cancelRemainingInstances }),
      },
    ),
  },
  ActivateAdHocSubProcessActivitiesPayload: {
    adHocSubProcess: one(elementInstances, ({ input }) => input.adHocSubProcessInstanceKey),
  },
}
