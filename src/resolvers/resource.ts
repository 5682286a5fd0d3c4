import { connection } from '../fields/connection.ts'
import { contentPath } from '../fields/content-path.ts'
import { formByKey } from '../fields/form.ts'
import { byKey, globalId } from '../fields/one.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import { deployedResources } from '../upstream/catalog/deployed-resource.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    resource: byKey(deployedResources),
    resources: connection(deployedResources),
    form: formByKey(operations.getFormByKey),
  },
  Resource: {
    id: globalId(deployedResources),
    content: async (row, _args, context) => {
      const { resourceKey } = row
      const reading = upstreamOf(row, context).document(operations.getResourceContent, { resourceKey })
      return reading.catch((error: unknown) => {
        if (error instanceof UpstreamFailure && error.status === NOT_JSON) return null
        throw error
      })
    },
    contentUrl: (row, _args, context) =>
      contentPath(upstreamOf(row, context), operations.getResourceContentBinary, { resourceKey: row.resourceKey }),
  },
}

/** What Camunda answers where a file is to be told as JSON and holds none. */
const NOT_JSON = 406
