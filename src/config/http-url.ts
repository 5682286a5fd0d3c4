import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** A setting's value, where it is an http or https URL; else throws ConfigError. */
export function httpUrl({ wrong }: SettingReader, name: SettingName, value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw wrong(name, value, 'an http or https URL')
  return value
}
