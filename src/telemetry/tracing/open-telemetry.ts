import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type BatchSpanProcessorOptions,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { ConfigError } from '../../errors/config-error.ts'
import type { Logger } from '../log/logger.ts'
import { type Tracing, tracing } from './tracing.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Tracing as OpenTelemetry's standard variables set it up: where to, by which sampler, in which batches. The exporter and
 * the resource read theirs themselves. Throws ConfigError for a value that cannot be kept.
 * @param logger told of spans that could not be delivered
 */
export function openTelemetry(env: Environment, logger: Logger): Tracing & { close(): Promise<void> } {
  checkProtocol(env)
  const log = (level: 'error' | 'warn') => (message: string) => logger[level]({}, `OpenTelemetry: ${message}`)
  const ignore = () => {}
  diag.setLogger(
    { error: log('error'), warn: log('warn'), info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'camunda-graphql-gateway' }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(env),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...batchesOf(env) })],
  })
  return { ...tracing(provider.getTracer('camunda-graphql-gateway')), close: () => provider.shutdown() }
}

function checkProtocol(env: Environment): void {
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const value = env[name]
    if (!value) continue
    if (value === 'http/protobuf') return
    throw new ConfigError(
      `${name} is ${JSON.stringify(value)}, but it must be http/protobuf, which collectors take on port 4318. OTEL_TRACES_EXPORTER=none switches traces off.`,
    )
  }
}

const ROOTS: Readonly<Record<string, (argument: string) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (argument) => new TraceIdRatioBasedSampler(ratio(argument)),
}

function samplerOf(env: Environment): Sampler {
  const name = env.OTEL_TRACES_SAMPLER || 'parentbased_always_on'
  const [, follows, rootName = ''] = /^(parentbased_)?(.*)$/.exec(name) ?? []
  const root = Object.hasOwn(ROOTS, rootName) && ROOTS[rootName]?.(env.OTEL_TRACES_SAMPLER_ARG || '1')
  if (!root) {
    const names = Object.keys(ROOTS)
    const allowed = [...names, ...names.map((one) => `parentbased_${one}`)].join(', ')
    throw new ConfigError(`OTEL_TRACES_SAMPLER is ${JSON.stringify(name)}, but it must be one of ${allowed}.`)
  }
  return follows ? new ParentBasedSampler({ root }) : root
}

function ratio(argument: string): number {
  const value = Number(argument)
  if (value >= 0 && value <= 1) return value
  throw new ConfigError(`OTEL_TRACES_SAMPLER_ARG is ${JSON.stringify(argument)}, but it must be a number from 0 to 1.`)
}

function batchesOf(env: Environment): Omit<BatchSpanProcessorOptions, 'exporter'> {
  const options: Omit<BatchSpanProcessorOptions, 'exporter'> = {}
  const read = (name: string, set: (value: number) => void) => {
    const value = env[name]
    if (!value) return
    if (!/^\d+$/.test(value)) {
      throw new ConfigError(`${name} is ${JSON.stringify(value)}, but it must be a whole number.`)
    }
    set(Number(value))
  }
  read('OTEL_BSP_SCHEDULE_DELAY', (value) => {
    options.scheduledDelayMillis = value
  })
  read('OTEL_BSP_EXPORT_TIMEOUT', (value) => {
    options.exportTimeoutMillis = value
  })
  read('OTEL_BSP_MAX_QUEUE_SIZE', (value) => {
    options.maxQueueSize = value
  })
  read('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', (value) => {
    options.maxExportBatchSize = value
  })
  return options
}
