import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  // In a project of your own: node_modules/camunda-graphql-gateway/schema.graphql.
  schema: '../../schema.graphql',
  documents: ['tanstack-query.ts', 'trusted-documents.ts'],
  generates: {
    '__generated__/': {
      preset: 'client',
      presetConfig: { persistedDocuments: true },
      config: {
        strictScalars: true,
        scalars: {
          // Keys exceed 2^53: as numbers they would name another object.
          ID: 'string',
          DateTime: 'string',
          JSON: 'unknown',
          Long: 'number',
          Password: 'string',
          Upload: 'File',
        },
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
      },
    },
  },
}
export default config
