import { checkText } from '../../fields/keys.ts'

/** Throws InvalidInput for an id that could not be asked for afterwards: it stands in paths. */
export const checkId =
  <Key extends string>(key: Key) =>
  (input: { [field in Key]: string }): void =>
    checkText(`input.${key}`, input[key])

/**
 * Whether a row shows what a command has told these fields to say. What the command has left out is for the cluster to
 * say; an empty text is none.
 */
export const saysSo =
  (...fields: readonly string[]) =>
  (row: object, { input }: { input: object }): boolean =>
    fields.every((field) => {
      const told: unknown = Reflect.get(input, field)
      return told === undefined || told === null || (Reflect.get(row, field) ?? '') === told
    })

/** The body of an update that replaces name and description: 8.8 takes none without a description. */
export const nameAndDescription = ({
  name,
  description,
}: {
  name: string
  description?: string | null | undefined
}) => ({
  name,
  description: description ?? '',
})
