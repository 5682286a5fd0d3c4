import { quoted } from '../text/cut.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { textOf, type Written } from './command.ts'
import { isPresent } from './present.ts'

/** A backup's id as it stands in a path. Throws InvalidInput for a number that is none. */
export function backupId(argument: string, id: unknown): string {
  const text = textOf(id)
  if (BigInt(text) < 1n) throw new InvalidInput(argument, `ids of backups begin with 1, this is ${text}.`)
  return text
}

/** In a payload: the id that a command was given. */
export function givenBackupId({ input }: Written<{ backupId?: unknown }>): number {
  // A Long is read as a number or as its text, and is written as it was read; what it is written from is typed as number.
  return input.backupId as number
}

/** The pattern of the ids that begin with some digits; undefined for all. Throws InvalidInput for other characters. */
export function backupIdPrefix(prefix: string | null | undefined): string | undefined {
  if (!isPresent(prefix) || prefix === '') return undefined
  if (/^\d{1,19}$/.test(prefix)) return `${prefix}*`
  throw new InvalidInput(
    'prefix',
    `${quoted(prefix)} is no beginning of a backup's id. Give its first digits, such as "2026".`,
  )
}

/** Which backups are to be restored: by their ids, or by a time. */
interface BackupSelection {
  backupIds?: readonly unknown[] | null
  from?: string | null
  to?: string | null
}

/** Throws InvalidInput for a selection of backups that Camunda does not take. */
export function checkBackupSelection(argument: string, { backupIds, from, to }: BackupSelection): void {
  const hasTime = isPresent(from) || isPresent(to)
  if (isPresent(backupIds) === hasTime) {
    throw new InvalidInput(
      argument,
      hasTime
        ? 'give either backupIds or a time (from, to), not both.'
        : 'give backupIds, or a time (from, to) whose backups to restore.',
    )
  }
  if (backupIds?.length === 0) throw new InvalidInput(`${argument}.backupIds`, 'give at least one.')
  for (const [index, id] of (backupIds ?? []).entries()) backupId(`${argument}.backupIds[${index}]`, id)
  if (isPresent(from) && isPresent(to) && Date.parse(from) > Date.parse(to)) {
    throw new InvalidInput(`${argument}.to`, 'this is before from. Give a time after it.')
  }
}
