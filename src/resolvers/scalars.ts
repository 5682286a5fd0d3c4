import { DateTime, Json, Long, Upload } from '../fields/scalars.ts'
import type { Resolvers } from '../generated/schema.ts'

export const resolvers: Resolvers = { DateTime, JSON: Json, Long, Upload }
