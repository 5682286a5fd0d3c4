import { Client, cacheExchange, fetchExchange, gql } from '@urql/core'

const url = new URLSearchParams(location.search).get('gateway') ?? 'http://127.0.0.1:4000/graphql'

// urql as its first example has it: it asks by GET, without a header of its own.
const client = new Client({ url, exchanges: [cacheExchange, fetchExchange] })
const { data, error } = await client.query(gql`{ userTasks(first: 0) { totalCount } }`, {})
if (error) throw error

// An upload as the GraphQL multipart request specification has it.
const query = `mutation ($file: Upload!) {
  createDeployment(input: { resources: [{ file: $file }] }) { forms { formId } }
}`
const form = new FormData()
form.append('operations', JSON.stringify({ query, variables: { file: null } }))
form.append('map', JSON.stringify({ 0: ['variables.file'] }))
form.append('0', new File([JSON.stringify({ id: 'from-a-page', type: 'default', components: [] })], 'page.form'))
const answer = await fetch(url, { method: 'POST', body: form })
const { createDeployment } = (await answer.json()).data

document.title = `${data.userTasks.totalCount} tasks, deployed ${createDeployment.forms[0].formId}`
