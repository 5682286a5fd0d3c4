import type { Resolvers } from '../generated/schema.ts'
import { resolvers as capabilities } from './capabilities.ts'
import { resolvers as cluster } from './cluster.ts'
import { resolvers as deployment } from './deployment.ts'
import { resolvers as elementInstance } from './element-instance.ts'
import { resolvers as form } from './form.ts'
import { resolvers as incident } from './incident.ts'
import { resolvers as job } from './job.ts'
import { resolvers as message } from './message.ts'
import { resolvers as node } from './node.ts'
import { resolvers as processDefinition } from './process-definition.ts'
import { resolvers as processInstance } from './process-instance.ts'
import { DateTime, Json, Long, Upload } from './scalars.ts'
import { resolvers as signal } from './signal.ts'
import { resolvers as userTask } from './user-task.ts'
import { resolvers as variable } from './variable.ts'

/** All resolvers, one part per resource. */
export const resolvers: Resolvers[] = [
  { DateTime, JSON: Json, Long, Upload },
  node,
  processDefinition,
  processInstance,
  elementInstance,
  variable,
  job,
  userTask,
  incident,
  form,
  message,
  signal,
  deployment,
  cluster,
  capabilities,
]
