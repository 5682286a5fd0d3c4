import type { GraphQLResolveInfo } from 'graphql'
import { typeOfEntity } from '../../fields/entities.ts'
import { checkLength } from '../../fields/list-length.ts'
import type { Context } from '../../request/context.ts'
import { readRepresentation } from './representation.ts'

/**
 * What a federated gateway asks of a subgraph.
 * @param makeSdl makes the subgraph's SDL; called once, and only when needed, because it is slow
 */
export function federationResolvers(makeSdl: () => string) {
  let sdl: string | undefined
  return {
    _Entity: {
      __resolveType: typeOfEntity,
    },
    Query: {
      _service: () => {
        sdl ??= makeSdl()
        return { sdl }
      },
      _entities: (
        _: unknown,
        { representations }: { representations: readonly unknown[] },
        context: Context,
        info: GraphQLResolveInfo,
      ) => {
        checkLength('representations', representations)
        return representations.map((representation, index) => resolve(index, representation, context, info))
      },
    },
  }
}

/** A promise per entity, so that one failure does not affect others; the request's loaders load them together. */
async function resolve(
  index: number,
  representation: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<object | null> {
  const { entity, argument, named } = readRepresentation(`representations[${index}]`, representation)
  return entity.load(context, argument, named, info)
}
