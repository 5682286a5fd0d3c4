import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { asRefusal } from '../../errors/as-refusal.ts'
import { refuseMisplacedFiles } from '../../operation/misplaced-files.ts'
import { holdsRawNumber, plainVariables } from '../../operation/plain-variables.ts'
import { mediaTypeOf } from '../../request/content-type.ts'

/**
 * Makes of variables what the schema wants of them, in whatever way they came: where it wants an Int or a Float, numbers
 * that keep their text become plain ones; a key keeps its digits as text. Files are where uploads are, and nowhere else.
 */
export function settledVariables(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      settle(args, setResultAndStopExecution)
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      settle(args, setResultAndStopExecution)
    },
  }
}

function settle(args: ExecutionArgs, refuse: (result: ExecutionResult) => void): void {
  const { schema, document, operationName, variableValues: variables } = args
  if (!variables) return
  try {
    if (holdsRawNumber(variables)) args.variableValues = plainVariables(schema, document, operationName, variables)
    const operation = getOperationAST(document, operationName)
    if (operation && hasFiles(args.contextValue)) refuseMisplacedFiles(schema, operation, variables)
  } catch (error) {
    refuse({ errors: [asRefusal(error)] })
  }
}

function hasFiles(context: unknown): boolean {
  const { request } = context as { request: Request }
  return mediaTypeOf(request.headers.get('content-type') ?? '') === 'multipart/form-data'
}
