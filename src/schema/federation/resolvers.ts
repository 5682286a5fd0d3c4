import type { GraphQLResolveInfo } from 'graphql'
import { typeOfEntity } from '../../fields/entities.ts'
import { checkLength } from '../../fields/list-length.ts'
import type { Context } from '../../request/context.ts'
import { readRepresentation } from './representation.ts'

/**
 * What a federated gateway asks of a subgraph.
 * @param makeSdl makes the subgraph's SDL, which takes its time and is the same ever after: most processes need none
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

/** Each is a promise of its own, so that one that fails fails alone; all are loaded together by the request's loaders. */
async function resolve(
  index: number,
  representation: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<object | null> {
  const { entity, argument, named } = readRepresentation(`representations[${index}]`, representation)
  return entity.load(context, argument, named, info)
}
