import { type GraphQLSchema, isObjectType } from 'graphql'

/** All fields of object types, with their coordinates. */
export function* allFields(schema: GraphQLSchema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      yield { type, field, coordinate: `${type.name}.${field.name}` }
    }
  }
}
