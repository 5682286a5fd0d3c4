import type { Plugin } from 'graphql-yoga'

/** Reads `documentId` from the address of a GET, which Yoga does not. */
export function documentIdOfUrl(): Plugin {
  return {
    onRequestParse({ request, url }) {
      if (request.method !== 'GET') return undefined
      return {
        onRequestParseDone({ requestParserResult, setRequestParserResult }) {
          const documentId = url.searchParams.get('documentId')
          if (documentId === null || Array.isArray(requestParserResult)) return
          setRequestParserResult({ ...requestParserResult, documentId } as typeof requestParserResult)
        },
      }
    },
  }
}
