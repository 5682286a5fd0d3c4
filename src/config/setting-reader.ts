import type { ConfigError } from '../errors/config-error.ts'
import type { SettingName } from './settings.ts'

/** How a setting is read, by what it is. Each throws ConfigError for a value that is wrong. */
export interface SettingReader {
  text(name: SettingName): string | undefined
  /** Whether it is set, so that the value is not its default. */
  isSet(name: SettingName): boolean
  integer(name: SettingName, min: number, max: number): number
  boolean(name: SettingName): boolean
  wrong(name: SettingName, value: string, allowed: string): ConfigError
}
