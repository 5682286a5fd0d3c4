import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Outgoing } from '../upstream/wire/outgoing.ts'
import type { SettingReader } from './setting-reader.ts'

/** How connections leave the gateway. Throws ConfigError for a proxy that is no address, and a file that is none of certificates. */
export function readOutgoing(reader: SettingReader): Outgoing {
  return {
    httpProxy: proxy(reader, 'HTTP_PROXY'),
    httpsProxy: proxy(reader, 'HTTPS_PROXY'),
    noProxy: reader.text('NO_PROXY'),
    caPath: authorities(reader),
  }
}

function proxy({ text, wrong }: SettingReader, name: 'HTTP_PROXY' | 'HTTPS_PROXY'): string | undefined {
  const value = text(name)
  if (value === undefined) return undefined
  // Many tools take an address without a scheme.
  const address = value.includes('://') ? value : `http://${value}`
  // It may hold a password.
  const shown = value.replace(/^.*@/, '…@')
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw wrong(name, shown, 'an http or https URL, such as http://proxy.example:3128')
  }
  const { username, password } = new URL(address)
  if (!isPercentEncoded(username) || !isPercentEncoded(password)) {
    throw wrong(name, shown, 'a URL whose user and password are percent-encoded, with %25 for a per cent sign')
  }
  return address
}

function isPercentEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

function authorities({ text, wrong }: SettingReader): string | undefined {
  const path = text('GATEWAY_CA_PATH')
  if (path === undefined) return undefined
  try {
    new X509Certificate(readFileSync(path))
    return path
  } catch {
    throw wrong('GATEWAY_CA_PATH', path, 'a readable PEM file of certificates')
  }
}
