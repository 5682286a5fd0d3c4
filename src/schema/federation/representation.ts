import { type Entity, type EntityKey, entities } from '../../fields/entities.ts'
import { fromGlobalId } from '../../fields/keys.ts'
import { quoted } from '../../text/cut.ts'
import { InvalidInput } from '../../upstream/failures/failure.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'

/** The object that a representation names; whether it exists is for the cluster to say. */
interface Reference {
  entity: Entity
  /** The path of the key, for messages. */
  argument: string
  named: EntityKey
}

/**
 * Reads what a federated gateway sent to name an object. The type's own key goes before the global `id`.
 * Throws InvalidInput for what names no object of this API.
 */
export function readRepresentation(argument: string, representation: unknown): Reference {
  if (!isJsonObject(representation)) {
    throw new InvalidInput(argument, 'a representation is an object with `__typename` and the fields of a key.')
  }
  const entity = entityOf(argument, representation.__typename)
  const { key } = entity
  const own = key === undefined ? undefined : readId(`${argument}.${key}`, representation[key])
  if (own !== undefined) return { entity, argument: `${argument}.${entity.key}`, named: { key: own } }
  const id = readId(`${argument}.id`, representation.id)
  if (id === undefined) {
    throw new InvalidInput(
      argument,
      key === undefined
        ? `${entity.type} is found by \`id\`. Give it.`
        : `${entity.type} is found by \`${key}\` or by \`id\`. Give one of them.`,
    )
  }
  const named = fromGlobalId(`${argument}.id`, id)
  if (named.type !== entity.type) {
    throw new InvalidInput(`${argument}.id`, `${quoted(id)} is not the id of an object of the type ${entity.type}.`)
  }
  return { entity, argument: `${argument}.id`, named }
}

function entityOf(argument: string, type: unknown): Entity {
  const entity = typeof type === 'string' ? entities.get(type) : undefined
  if (entity) return entity
  const what = typeof type === 'string' ? `${quoted(type)} is no type with a key` : 'a type with a key is missing'
  throw new InvalidInput(`${argument}.__typename`, `${what}. This API has ${[...entities.keys()].join(', ')}.`)
}

/** A value of the type ID, which is text in every answer; undefined where there is none. */
function readId(argument: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new InvalidInput(argument, 'a key is text, in quotes.')
  return value
}
