import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from '../errors/config-error.ts'
import type { TlsFiles } from '../upstream/wire/http.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** The settings that name the files of one side of a TLS connection. */
interface PemSettings {
  cert: SettingName
  key: SettingName
  passphrase: SettingName
  ca: SettingName
}

/** The files that settings name. Throws ConfigError where one cannot be read, or certificate and key are no pair. */
export function readPemFiles({ text, wrong }: Pick<SettingReader, 'text' | 'wrong'>, names: PemSettings): TlsFiles {
  const passphrase = text(names.passphrase)
  const certificate = pem(names.cert, 'a certificate', (bytes) => new X509Certificate(bytes))
  const key = pem(names.key, `a private key that ${names.passphrase} opens, where it needs one`, (bytes) =>
    createPrivateKey(passphrase === undefined ? bytes : { key: bytes, passphrase }),
  )
  const authorities = pem(names.ca, 'certificates', (bytes) => new X509Certificate(bytes))
  if (!certificate !== !key) {
    const [missing, given] = certificate ? [names.key, names.cert] : [names.cert, names.key]
    throw new ConfigError(`${missing} is not set, but ${given} needs it.`)
  }
  if (certificate && key && !certificate.parsed.checkPrivateKey(key.parsed)) {
    throw wrong(names.key, key.path, `the file of the private key that ${names.cert} belongs to`)
  }
  return { certPath: certificate?.path, keyPath: key?.path, caPath: authorities?.path, passphrase }

  function pem<Parsed>(name: SettingName, content: string, parse: (bytes: Buffer) => Parsed) {
    const path = text(name)
    if (path === undefined) return undefined
    try {
      return { path, parsed: parse(readFileSync(path)) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw wrong(name, path, `a readable PEM file of ${content}${code ? ` (${code})` : ''}`)
    }
  }
}
