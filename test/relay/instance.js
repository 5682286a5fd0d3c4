import { graphql } from 'relay-runtime'

export const query = graphql`
  query instanceQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...instance_variables @alias(as: "instance")
    }
  }
`

/** A list of a node: its next pages are asked for by `node(id:)`. */
export const variables = graphql`
  fragment instance_variables on ProcessInstance
  @refetchable(queryName: "instanceVariablesQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    processInstanceKey
    variables(first: $first, after: $after, sort: [{ field: name }]) @connection(key: "instance_variables") {
      edges {
        node {
          name
          value
        }
      }
    }
  }
`
