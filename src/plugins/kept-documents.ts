import type { Plugin } from 'graphql-yoga'
import type { Documents } from '../documents/documents.ts'

/**
 * Makes Envelop validate each document once. Comes after the owner's plugins, whose rules count, too: if their rules
 * change between requests, the document is validated each time.
 */
export function keptDocuments(documents: Documents): Plugin {
  return {
    onValidate({ params: { schema, documentAST, rules = [] }, setResult }) {
      if (!documents.isValid(documentAST, schema, rules)) {
        return ({ valid }) => {
          if (valid) documents.noteValid(documentAST, schema, rules)
        }
      }
      setResult([])
      return undefined
    },
  }
}
