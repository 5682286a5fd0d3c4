import type { GraphQLResolveInfo } from 'graphql'
import { entities, typeOfEntity } from '../fields/entities.ts'
import { fromGlobalId } from '../fields/keys.ts'
import { checkLength } from '../fields/list-length.ts'
import type { Resolvers, ResolversTypes } from '../generated/schema.ts'
import type { Context } from '../request/context.ts'
import { quoted } from '../text/cut.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    node: (_, { id }, context, info) => load('id', id, context, info),
    nodes: (_, { ids }, context, info) => {
      checkLength('ids', ids)
      return ids.map((id, index) => load(`ids[${index}]`, id, context, info))
    },
  },
  Node: {
    __resolveType: typeOfEntity,
  },
}

type AnyNode = Awaited<ResolversTypes['Node']>

async function load(argument: string, id: string, context: Context, info: GraphQLResolveInfo): Promise<AnyNode> {
  const named = fromGlobalId(argument, id)
  const entity = entities.get(named.type)
  if (!entity) throw new InvalidInput(argument, `${quoted(id)} names no type of this API.`)
  const object = await entity.load(context, argument, named, info)
  // What the catalog has are the types that implement Node. A list's items may be null: the generated types do not tell
  // of promises among them.
  return object as AnyNode
}
