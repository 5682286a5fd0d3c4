import type { Plugin } from 'graphql-yoga'
import type { Documents } from '../documents/documents.ts'

/**
 * Has Envelop check a document once. After the owner's plugins, whose rules it must keep, too: those that differ from one
 * request to the next are checked each time.
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
