import { ConfigError } from '../../errors/config-error.ts'

/**
 * Whether OpenTelemetry's standard variables ask for traces: an endpoint or the exporter is named, and nothing switches
 * them off. In a file of its own, because OpenTelemetry takes a while to load. Throws ConfigError for another exporter.
 */
export function wantsTraces(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  const exporter = env.OTEL_TRACES_EXPORTER
  if (exporter === 'none') return false
  if (exporter && exporter !== 'otlp') {
    throw new ConfigError(`OTEL_TRACES_EXPORTER is ${JSON.stringify(exporter)}, but it must be otlp or none.`)
  }
  return Boolean(exporter || env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}
