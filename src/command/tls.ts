import { readFileSync, statSync } from 'node:fs'
import type { SecureContextOptions, Server } from 'node:tls'
import type { Logger } from '../telemetry/log/logger.ts'
import type { TlsFiles } from '../upstream/wire/http.ts'

/** Milliseconds between two checks of the files: certificates are renewed days before they expire. */
const INTERVAL_MS = 10_000

/** Cipher suites for TLS 1.2: forward secrecy and authenticated encryption only, as in TLS 1.3. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

interface TlsOptions extends SecureContextOptions {
  requestCert: boolean
  rejectUnauthorized: boolean
}

/** What a server serves with. Throws where a file cannot be read. */
export function readTls({ certPath, keyPath, caPath, passphrase }: TlsFiles): TlsOptions {
  return {
    ...(certPath ? { cert: readFileSync(certPath) } : {}),
    ...(keyPath ? { key: readFileSync(keyPath) } : {}),
    ...(caPath ? { ca: readFileSync(caPath) } : {}),
    ...(passphrase ? { passphrase } : {}),
    ciphers: CIPHERS,
    minVersion: 'TLSv1.2',
    requestCert: caPath !== undefined,
    rejectUnauthorized: caPath !== undefined,
  }
}

/**
 * Reloads the certificates when the files change, and immediately on SIGHUP. Open connections keep theirs. Files are
 * polled, not watched, because Kubernetes swaps their folder.
 */
export function watchTls(files: TlsFiles, server: Pick<Server, 'setSecureContext'>, logger: Logger): { stop(): void } {
  let known = stateOf(files)
  const reload = () => {
    try {
      server.setSecureContext(readTls(files))
      logger.info({}, 'The certificate was read anew.')
    } catch (error) {
      // Certificate and key may be in the middle of being replaced: then they change again.
      logger.error({ err: error }, 'The certificate cannot be read anew, so the old one stays in use.')
    }
  }
  const look = () => {
    const now = stateOf(files)
    if (now === known) return
    known = now
    reload()
  }
  const timer = setInterval(look, INTERVAL_MS).unref()
  process.on('SIGHUP', reload)
  return {
    stop() {
      clearInterval(timer)
      process.off('SIGHUP', reload)
    },
  }
}

function stateOf({ certPath, keyPath, caPath }: TlsFiles): string {
  return [certPath, keyPath, caPath].map((path) => (path === undefined ? '' : changeOf(path))).join()
}

function changeOf(path: string): string {
  try {
    const { mtimeMs, ino, size } = statSync(path)
    return `${mtimeMs} ${ino} ${size}`
  } catch {
    return 'absent'
  }
}
