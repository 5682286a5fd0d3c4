import { makeExecutableSchema } from '@graphql-tools/schema'
import type { IResolvers } from '@graphql-tools/utils'
import { buildASTSchema, concatAST, type GraphQLSchema, isEnumType, isLeafType, isObjectType, parse } from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { misfit } from '../execution/misfit.ts'
import { fieldFacts } from '../fields/facts.ts'
import { requireAt } from '../fields/supported.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Context } from '../request/context.ts'
import { resolvers } from '../resolvers/index.ts'
import { OLDEST, type Version } from '../upstream/api/version.ts'
import { completeDescriptions } from './descriptions.ts'
import type { Extension } from './extending.ts'
import { federationResolvers } from './federation/resolvers.ts'
import { federationFields, subgraphSdl } from './federation/sdl.ts'
import { extendingSubscription, withLiveFields } from './live-fields.ts'
import { readSchema } from './schema-files.ts'

interface SchemaOptions {
  federation?: boolean
  extension?: Extension | undefined
}

/**
 * The executable schema. Reads and parses files: make it once per process.
 * Throws for an extension that does not fit it.
 * @param federation whether it is also what a federated gateway asks of a subgraph
 * @param extension types and fields of the embedder's own
 */
export function schema({ federation = false, extension }: SchemaOptions = {}): GraphQLSchema {
  // Locations are needed only to report mistakes of an extension.
  const own = withLiveFields(readSchema({ locations: extension !== undefined }))
  const document = extension ? concatAST([own, extendingSubscription(parse(extension.typeDefs))]) : own
  const whole = federation ? concatAST([document, federationFields()]) : document
  const made = makeExecutableSchema<Context>({
    // Tests validate the files, so a start need not, and nothing in them has to be merged as it may be in an extension.
    typeDefs: extension ? whole : buildASTSchema(whole, { assumeValidSDL: true }),
    resolvers: joined([
      ...resolvers,
      ...(federation ? [federationResolvers(() => subgraphSdl(document))] : []),
      ...(extension ? [extension.resolvers] : []),
    ]),
    updateResolversInPlace: true,
  })
  completeDescriptions(made)
  openEnums(made)
  guardNewerFields(made)
  return made
}

/** All resolvers in one map: a type's may stand in several, its fields in one. */
function joined(maps: readonly IResolvers[]): IResolvers {
  const types: Record<string, object> = {}
  for (const [type, fields] of maps.flatMap(Object.entries)) {
    // A scalar is an object of a class, and there once.
    if (isLeafType(fields)) types[type] = fields
    else types[type] = Object.assign(types[type] ?? {}, fields)
  }
  return types as IResolvers
}

/**
 * Enums are open: a newer cluster may answer values that this gateway does not know. They become UNRECOGNIZED, so that
 * one new value never costs the answer.
 */
function openEnums(made: GraphQLSchema): void {
  for (const type of Object.values(made.getTypeMap())) {
    if (!isEnumType(type) || !type.getValue('UNRECOGNIZED')) continue
    const known = new Set(type.getValues().map((value) => value.name))
    type.serialize = (value) => {
      if (typeof value !== 'string') throw misfit(`Enum "${type.name}" cannot represent value: ${inspect(value)}`)
      return known.has(value) ? value : 'UNRECOGNIZED'
    }
  }
}

/** Fields whose operation came after the oldest version check the cluster's version before anything else. */
function guardNewerFields(made: GraphQLSchema): void {
  for (const type of Object.values(made.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const { operation, since } = fieldFacts(field)
      const { resolve } = field
      if (!operation || since === OLDEST || !resolve) continue
      const name = `${type.name}.${field.name}`
      field.resolve = (source, args, context, info) => {
        const upstream = upstreamOf(source, context)
        const resolveAt = (version: Version) => {
          requireAt(upstream, version, name, since)
          return resolve(source, args, context, info)
        }
        // Known after the first call of a request, so that a list of thousands needs no promise per row.
        const version = upstream.version()
        return version instanceof Promise ? version.then(resolveAt) : resolveAt(version)
      }
    }
  }
}
