import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql'

/** All fields of object types. */
export function* allFields(schema: GraphQLSchema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) yield { type, field }
  }
}

/** How a policy names a field. */
export const coordinateOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) =>
  `${type.name}.${field.name}`

/** The field that a coordinate names. */
export function fieldAt(schema: GraphQLSchema, coordinate: string) {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined
  if (!field) throw new TypeError(`the schema has no ${coordinate}`)
  return field
}
