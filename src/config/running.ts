import { ConfigError } from '../errors/config-error.ts'
import type { LogLevel } from '../telemetry/log/logger.ts'
import type { TlsFiles } from '../upstream/wire/http.ts'
import { readPemFiles } from './pem-files.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** How the command runs; embedded gateways have servers and logs of their owner's. */
export interface Running {
  logLevel: LogLevel | 'silent'
  /** `auto`: for people in a terminal, JSON elsewhere. */
  logFormat: 'auto' | 'json' | 'pretty'
  /** Undefined where nothing is counted. */
  metricsPort: number | undefined
  drainDelayMs: number
  drainMs: number
  keepAliveMs: number
  /** Undefined for plain HTTP. */
  tls: TlsFiles | undefined
  /** How long browsers are to ask by https alone; undefined where they are not told. */
  hstsSeconds: number | undefined
}

const LEVELS = ['error', 'warn', 'info', 'debug', 'silent'] as const
const FORMATS = ['auto', 'json', 'pretty'] as const

export function readRunning(reader: SettingReader): Running {
  const { text, integer } = reader
  const tls = readPemFiles(reader, {
    cert: 'GATEWAY_TLS_CERT_PATH',
    key: 'GATEWAY_TLS_KEY_PATH',
    passphrase: 'GATEWAY_TLS_KEY_PASSPHRASE',
    ca: 'GATEWAY_TLS_CLIENT_CA_PATH',
  })
  if (tls.caPath && !tls.certPath) {
    throw new ConfigError(
      'GATEWAY_TLS_CLIENT_CA_PATH is set, but without GATEWAY_TLS_CERT_PATH there is no TLS. Set both or none.',
    )
  }
  const hstsSeconds = integer('GATEWAY_HSTS_MAX_AGE_S', 0, 63_072_000)
  return {
    logLevel: oneOf(reader, 'GATEWAY_LOG_LEVEL', LEVELS),
    logFormat: oneOf(reader, 'GATEWAY_LOG_FORMAT', FORMATS),
    metricsPort: text('GATEWAY_METRICS_PORT') === undefined ? undefined : integer('GATEWAY_METRICS_PORT', 0, 65_535),
    drainDelayMs: integer('GATEWAY_DRAIN_DELAY_MS', 0, 600_000),
    drainMs: integer('GATEWAY_DRAIN_MS', 0, 600_000),
    keepAliveMs: integer('GATEWAY_KEEP_ALIVE_MS', 1, 3_600_000),
    tls: tls.certPath === undefined ? undefined : tls,
    hstsSeconds: tls.certPath === undefined || hstsSeconds === 0 ? undefined : hstsSeconds,
  }
}

function oneOf<Name extends string>(reader: SettingReader, setting: SettingName, names: readonly Name[]): Name {
  const value = reader.text(setting) ?? ''
  const found = names.find((name) => name === value)
  if (found === undefined) throw reader.wrong(setting, value, names.join(', ').replace(/, (?=\w+$)/, ' or '))
  return found
}
