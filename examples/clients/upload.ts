import assert from 'node:assert/strict'
import { ApolloClient, gql, InMemoryCache } from '@apollo/client'
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs'

const client = new ApolloClient({
  link: new UploadHttpLink({
    uri: process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql',
    // A page of a listed origin needs no header; a program says here that it is no forged form.
    headers: { 'apollo-require-preflight': 'true' },
  }),
  cache: new InMemoryCache(),
})

const bpmn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.com" id="d">
  <process id="uploaded" name="Uploaded" isExecutable="true">
    <startEvent id="start"><outgoing>flow</outgoing></startEvent>
    <sequenceFlow id="flow" sourceRef="start" targetRef="end" />
    <endEvent id="end"><incoming>flow</incoming></endEvent>
  </process>
</definitions>`

interface Deployed {
  createDeployment: { processDefinitions: { processDefinitionId: string; name: string }[] }
}
const { data } = await client.mutate<Deployed>({
  mutation: gql`
    mutation Deploy($input: CreateDeploymentInput!) {
      createDeployment(input: $input) { processDefinitions { id processDefinitionId name } }
    }
  `,
  // The file's own name decides its type; in a page it comes from an <input type="file">.
  variables: { input: { resources: [{ file: new File([bpmn], 'uploaded.bpmn') }] } },
})
const [definition] = data?.createDeployment.processDefinitions ?? []
assert.equal(definition?.processDefinitionId, 'uploaded')
console.log(`apollo-upload-client: deployed the process ${definition.name}`)
client.stop()
