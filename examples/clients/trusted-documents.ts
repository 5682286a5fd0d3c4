import assert from 'node:assert/strict'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { graphql } from './__generated__/gql.ts'

const url = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql'

type Persisted<Data, Variables> = TypedDocumentNode<Data, Variables> & { __meta__?: { hash: string } }

/** Asks for a document by its id: the gateway has the text, from the manifest that graphql-codegen writes. */
async function ask<Data, Variables>(document: Persisted<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ documentId: document.__meta__?.hash, variables }),
  })
  const { data, errors }: { data: Data; errors?: Error[] } = await response.json()
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
  return data
}

const instances = graphql(`
  query Instances($filter: ProcessInstanceFilter!) {
    processInstances(first: 0, filter: $filter) { totalCount }
  }
`)
const { processInstances } = await ask(instances, { filter: { hasIncident: true } })
assert.ok(processInstances?.totalCount)
console.log(`Trusted documents: ${processInstances.totalCount} instances with incidents`)
