import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

const PAGE = new URL('../docs/performance.md', import.meta.url)

/** A table in Markdown. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** Prints what a command has measured and, unless it was a trial, puts it between its markers in docs/performance.md. */
export function publish(name: string, content: string, trial: boolean): void {
  const text = `${content}\n\n${circumstances()}`
  console.log(`\n${text}`)
  if (trial) return
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/performance.md lacks ${begin} or ${end}.`)
  writeFileSync(PAGE, `${before}${begin}\n${text}\n${end}${after}`)
}

/** When, on what, of which state of the sources. */
function circumstances(): string {
  const root = new URL('../', import.meta.url)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
  let state = ''
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'schema') === '' ? '' : ' with changes'
    state = `, commit ${git('rev-parse', '--short', 'HEAD')}${changed}`
  } catch {
    // A copy without its history says less.
  }
  const processors = cpus()
  return `<sub>${new Date().toISOString().slice(0, 10)}, Node ${process.version.slice(1)}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}${state}</sub>`
}
