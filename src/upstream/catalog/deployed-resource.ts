import type { ResourceResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const deployedResources = resource<ResourceResult>()({
  type: 'Resource',
  key: 'resourceKey',
  get: operations.getResource,
  search: operations.searchResources,
  // A deployed version never changes, but it is deleted.
  immutable: true,
})
