import { flagOf, type Setting, settings } from '../config/settings.ts'

const WIDTH = 100
const INDENT = '      '

/** The text of `--help`: how it is called, and every setting by topic. */
export function help(): string {
  const lines = [
    'camunda-graphql-gateway: one GraphQL endpoint for a Camunda cluster.',
    '',
    'Usage: camunda-graphql-gateway [--flag value ...]',
    '',
    '  camunda-graphql-gateway --camunda-rest-address http://localhost:8080',
    '  CAMUNDA_REST_ADDRESS=https://camunda.example CAMUNDA_AUTH_STRATEGY=FORWARD HOST=0.0.0.0 camunda-graphql-gateway',
    '',
    'It serves /graphql (GraphiQL in a browser), /health (the process lives) and /ready (the cluster answers).',
    'SIGTERM lets requests finish; SIGHUP reads the certificate anew, where there is one.',
    '',
    'Each setting is an environment variable or a flag; the flag wins. Secrets belong into variables: others',
    'can see the flags of a process. Traces are switched on by the standard OTEL_* variables, such as',
    'OTEL_EXPORTER_OTLP_ENDPOINT.',
  ]
  for (const [name, { topic, description, default: standard }] of Object.entries<Setting>(settings)) {
    if (topic) lines.push('', topic)
    lines.push('', `  --${flagOf(name)}, ${name}${standard === undefined ? '' : ` (default: ${standard})`}`)
    lines.push(...wrapped(description))
  }
  lines.push('', 'Other', '', '  --help, -h', `${INDENT}This text.`, '')
  return lines.join('\n')
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = INDENT
  // Links are for the README.
  for (const word of text.replace(/ ?\(\[[^\]]*\]\([^)]*\)\)/g, '').split(' ')) {
    if (line.length + word.length > WIDTH && line !== INDENT) {
      lines.push(line.trimEnd())
      line = INDENT
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}
