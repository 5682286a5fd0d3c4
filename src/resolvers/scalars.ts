import { DateTime, Json, Long, Password, Upload } from '../fields/scalars.ts'
import type { Resolvers } from '../generated/schema.ts'

export const resolvers: Resolvers = { DateTime, JSON: Json, Long, Password, Upload }
