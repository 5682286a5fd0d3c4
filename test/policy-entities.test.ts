import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { startUpstream } from './support/upstream.ts'

test.each([
  ['Authorization.resourceId', 'resourceIds'],
  ['Authorization.resourcePropertyName', 'resourcePropertyNames'],
])('a policy that refuses %s refuses the filter %s, which would tell it', async (denied, filter) => {
  await using upstream = await startUpstream({ version: '8.10' })
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const policy = join(folder, 'policy.json')
  await writeFile(policy, JSON.stringify({ rules: [{ name: 'r', deny: [denied] }] }))
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: policy })
  const { errors } = await gateway.ask(`{ authorizations(filter: { ${filter}: ["a"] }) { totalCount } }`)
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN'])
  expect(upstream.operations()).toEqual([])
  await rm(folder, { recursive: true })
})
