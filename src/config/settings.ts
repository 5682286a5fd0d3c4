/** One setting: an environment variable, and a flag of the same name in kebab case. */
export interface Setting {
  /** Where a topic begins, its title: the settings that follow belong to it. */
  topic?: string
  /** The default as text; undefined where there is none. */
  default?: string
  /** For the README and `--help`: what it does, units and what is allowed. */
  description: string
}

/** Every setting, in the order in which the README lists them. */
export const settings = {
  CAMUNDA_API: {
    topic: 'The cluster',
    default: 'v2',
    description:
      'The REST API that the address speaks: `v2` (Camunda 8.8 and later), `8.6` (with Operate and Tasklist), `operate-v1` (Operate alone, which only reads) or `camunda-7` (7.20 and later, Operaton and CIB seven).',
  },
  CAMUNDA_REST_ADDRESS: {
    default: 'http://localhost:8080',
    description:
      'Address of that API. `v2` and `8.6`: the REST API of the cluster, with or without `/v2`. `operate-v1`: Operate, with or without `/v1`. `camunda-7`: the engine’s REST API, `/engine-rest` where it names no path.',
  },
  CAMUNDA_OPERATE_BASE_URL: {
    description: 'For `8.6`: address of Operate, with or without `/v1`. Not given: that of CAMUNDA_REST_ADDRESS.',
  },
  CAMUNDA_TASKLIST_BASE_URL: {
    description: 'For `8.6`: address of Tasklist, with or without `/v1`. Not given: that of CAMUNDA_REST_ADDRESS.',
  },
  CAMUNDA_ENGINE: {
    description:
      'For `camunda-7`: the name of the engine, where the server has several. Not given: its default engine.',
  },
  CAMUNDA_VERSION: {
    description: 'Minor version of the cluster, such as `8.9`. Asked for where it is not set.',
  },
  CAMUNDA_AUTH_STRATEGY: {
    topic: 'In whose name the cluster is asked',
    default: 'NONE',
    description:
      '`NONE`; `FORWARD`: the caller’s own Authorization header, or session cookie with X-CSRF-TOKEN; `BASIC`, `OAUTH` or, for `8.6` and `operate-v1`, `COOKIE`: the gateway’s own rights for every caller.',
  },
  CAMUNDA_BASIC_AUTH_USERNAME: { description: 'User name for `BASIC`.' },
  CAMUNDA_BASIC_AUTH_PASSWORD: { description: 'Password for `BASIC`.' },
  CAMUNDA_COOKIE_AUTH_USERNAME: { description: 'User name for `COOKIE`.' },
  CAMUNDA_COOKIE_AUTH_PASSWORD: { description: 'Password for `COOKIE`.' },
  CAMUNDA_COOKIE_AUTH_URL: {
    description:
      'For `COOKIE`: where to log in, for all addresses. Not given: `/api/login` of Operate and of Tasklist, each for itself.',
  },
  CAMUNDA_CLIENT_ID: { description: 'Client id for `OAUTH`.' },
  CAMUNDA_CLIENT_SECRET: { description: 'Client secret for `OAUTH`.' },
  CAMUNDA_OAUTH_URL: {
    default: 'https://login.cloud.camunda.io/oauth/token',
    description: 'Token endpoint for `OAUTH`.',
  },
  CAMUNDA_TOKEN_AUDIENCE: {
    default: 'zeebe.camunda.io',
    description: 'Audience asked for with `OAUTH`; empty for none.',
  },
  CAMUNDA_OPERATE_OAUTH_AUDIENCE: {
    description: 'For `8.6`: audience of tokens for Operate, such as `operate.camunda.io`. Not given: the same.',
  },
  CAMUNDA_TASKLIST_OAUTH_AUDIENCE: {
    description: 'For `8.6`: audience of tokens for Tasklist, such as `tasklist.camunda.io`. Not given: the same.',
  },
  CAMUNDA_OAUTH_SCOPE: { description: 'Scope asked for with `OAUTH`.' },
  CAMUNDA_OAUTH_TIMEOUT_MS: { default: '5000', description: 'Milliseconds until the token endpoint must answer.' },
  CAMUNDA_MTLS_CERT_PATH: { description: 'PEM file of the client certificate for mutual TLS to the cluster.' },
  CAMUNDA_MTLS_KEY_PATH: { description: 'PEM file of its private key.' },
  CAMUNDA_MTLS_KEY_PASSPHRASE: { description: 'Passphrase of that key.' },
  CAMUNDA_MTLS_CA_PATH: {
    description: 'PEM file of the authorities that the cluster’s certificate is checked against.',
  },
  GATEWAY_CA_PATH: {
    description:
      'PEM file of authorities that are trusted on all connections of the gateway’s, beside those that Node knows: to the cluster, the token endpoint, the login and the issuer of tokens. Where `CAMUNDA_MTLS_CA_PATH` is given, the cluster has that one beside it.',
  },
  HTTP_PROXY: {
    description:
      'Address of the proxy for the cluster, the token endpoint, the login and the issuer of tokens, where these have http addresses.',
  },
  HTTPS_PROXY: { description: 'The same where they have https addresses: the proxy is asked for a tunnel.' },
  NO_PROXY: {
    description:
      'Hosts to connect to without a proxy, separated by commas: `camunda.internal` stands for `zeebe.camunda.internal`, too; `host:8080` for that port alone; `*` for all.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: {
    topic: 'Calls of the cluster',
    default: '3',
    description: 'How often a call is tried in all, where trying again is safe; 1 for no retries.',
  },
  CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: {
    default: '100',
    description: 'Milliseconds: bound of the first random delay between tries.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS: {
    default: '2000',
    description: 'Milliseconds: the longest delay between tries.',
  },
  GATEWAY_UPSTREAM_TIMEOUT_MS: {
    default: '30000',
    description: 'Milliseconds until one call of the cluster must be answered.',
  },
  GATEWAY_MAX_UPSTREAM_CALLS: {
    default: '64',
    description:
      'The most calls of the cluster in flight at once; less while the cluster says that it is overloaded. Long polls and completions of jobs and tasks are never held back. While callers compete for them each gets his turn.',
  },
  GATEWAY_MAX_QUEUED_CALLS: {
    default: '5000',
    description:
      'The most calls that wait for one of these places, each for GATEWAY_UPSTREAM_TIMEOUT_MS at most; others fail at once with `OVERLOADED`.',
  },
  GATEWAY_MAX_ANSWER_BYTES: {
    description:
      'The largest answer of the cluster in bytes, from 10000; larger ones are not read, `LIMIT_EXCEEDED`. Not given: 64 MiB, and at most an eighth of the heap that Node.js may use.',
  },
  GATEWAY_BREAKER_AFTER_MS: {
    default: '1000',
    description:
      'Milliseconds without any answer, over at least five calls, after which calls fail at once until the cluster answers again; 0 for never.',
  },
  GATEWAY_SHARE_READS: {
    default: 'true',
    description: 'Whether identical reads in flight are made once for callers with the same rights.',
  },
  GATEWAY_CACHE_TTL_MS: {
    default: '60000',
    description:
      'Milliseconds that definitions, XML and forms are kept for callers of the same rights; 0 for not at all. 600000 unless given where callers do not ask with rights of their own (`FORWARD`).',
  },
  GATEWAY_READ_AFTER_WRITE_MS: {
    default: '5000',
    description:
      'Milliseconds that a payload’s entity waits until a command’s effect can be read. 15000 for `8.6` unless given.',
  },
  HOST: { topic: 'Listening', default: '127.0.0.1', description: 'Address to listen on.' },
  PORT: { default: '4000', description: 'Port to listen on; 0 for any free one, which is printed.' },
  GATEWAY_ALLOWED_HOSTS: {
    description:
      'Names by which the gateway may be asked (`Host`), such as `gateway.example`, separated by commas; `*` for any. Not given: on loopback those of this machine alone, so that no page can reach it by a name of its own; elsewhere any.',
  },
  GATEWAY_RECEIVE_TIMEOUT_MS: {
    default: '30000',
    description: 'Milliseconds until a request must have arrived, headers and body.',
  },
  GATEWAY_SEND_TIMEOUT_MS: {
    default: '30000',
    description:
      'Milliseconds in which a client must read the next 64 KB of a long answer; else the answer ends with its connection.',
  },
  GATEWAY_TRUSTED_PROXIES: {
    default: '0',
    description: 'How many proxies in front of the gateway add a caller’s address to `X-Forwarded-For`.',
  },
  GATEWAY_KEEP_ALIVE_MS: {
    default: '75000',
    description:
      'Milliseconds that a connection is kept open between requests: longer than load balancers in front keep theirs.',
  },
  GATEWAY_TLS_CERT_PATH: {
    description:
      'PEM file of the certificate to serve https with, and those of its authorities. Read anew when it changes. Not given: plain http.',
  },
  GATEWAY_TLS_KEY_PATH: { description: 'PEM file of its private key.' },
  GATEWAY_TLS_KEY_PASSPHRASE: { description: 'Passphrase of that key.' },
  GATEWAY_TLS_CLIENT_CA_PATH: {
    description: 'PEM file of authorities: clients must then show a certificate of one of them.',
  },
  GATEWAY_HSTS_MAX_AGE_S: {
    default: '86400',
    description:
      'Where the gateway serves https: seconds in which browsers ask its host by https alone (`Strict-Transport-Security`), on all ports, so that a day is not too long while others serve http there; 0 for not telling them.',
  },
  GATEWAY_DRAIN_DELAY_MS: {
    default: '5000',
    description:
      'Milliseconds between SIGTERM, when `/ready` begins to say no, and closing the listener: load balancers need as long to notice. SIGINT, which is Ctrl-C, does without.',
  },
  GATEWAY_DRAIN_MS: {
    default: '10000',
    description: 'Milliseconds that requests in flight have to finish after that.',
  },
  GATEWAY_CSRF_PREVENTION: {
    topic: 'Who may ask',
    default: 'true',
    description:
      'Whether questions are refused that pages of other sites could make a browser send: by GET, or as forms and text, without a header such as `apollo-require-preflight`.',
  },
  GATEWAY_CORS_ORIGINS: {
    description:
      'Origins whose pages may ask from a browser, such as `https://app.example`, separated by commas; `*` for all. None where it is not set.',
  },
  GATEWAY_CORS_CREDENTIALS: {
    default: 'false',
    description: 'Whether they may do so with the cookies of the browser’s user.',
  },
  GATEWAY_CORS_MAX_AGE_S: {
    default: '600',
    description: 'Seconds that a browser need not ask again what an origin may do.',
  },
  GATEWAY_JWT_ISSUER: {
    description:
      'The issuer whose tokens (JWT) callers must show, exactly as its tokens name it: an http or https URL. Not given: the gateway verifies nobody.',
  },
  GATEWAY_JWT_AUDIENCE: {
    description: 'Who a token must be meant for; several with commas between them. Needed with GATEWAY_JWT_ISSUER.',
  },
  GATEWAY_JWT_JWKS_URL: {
    description: 'Where the issuer’s keys are. Not given: where its OpenID Connect discovery document says.',
  },
  GATEWAY_JWT_ALGORITHMS: {
    default: 'RS256,PS256,ES256,EdDSA',
    description: 'The signature algorithms that are taken, with commas between them. There are only asymmetric ones.',
  },
  GATEWAY_JWT_CLOCK_SKEW_MS: {
    default: '5000',
    description: 'Milliseconds that the issuer’s clock and the gateway’s may differ.',
  },
  GATEWAY_READ_ONLY: {
    default: 'false',
    description: 'Whether all mutations are refused, whatever the policy says.',
  },
  GATEWAY_POLICY_FILE: {
    description:
      'JSON file of rules that say which callers may use which operations and fields; docs/operations.md has them.',
  },
  GATEWAY_ALLOW_UNVERIFIED_CALLERS: {
    default: 'false',
    description:
      'Whether a gateway with rights of its own (`BASIC`, `OAUTH`, `COOKIE`, a client certificate) may listen beyond loopback without GATEWAY_JWT_ISSUER: it lends them to whoever reaches it. With `NONE` it may; `true` spares the warning.',
  },
  GATEWAY_MAX_PAGE_SIZE: {
    topic: 'What may be asked',
    default: '1000',
    description: 'The largest `first` or `last` of a connection, up to 10000.',
  },
  GATEWAY_MEMORY_BYTES: {
    description:
      'Bytes of memory that the gateway may use, from 64000000: what is spent in sum is bounded by it (docs/operations.md has the table). Not given: the limit of Node’s heap, which goes by the memory of the machine or of the container.',
  },
  GATEWAY_MAX_BODY_BYTES: {
    default: '4000000',
    description: 'The largest body of a question in bytes.',
  },
  GATEWAY_MAX_UPLOAD_BYTES: {
    default: '16000000',
    description: 'The largest multipart form in bytes: a question with files.',
  },
  GATEWAY_MAX_DOCUMENT_BYTES: {
    default: '100000',
    description:
      'The largest document in bytes of UTF-8, comments and white space included; those of a manifest may be larger.',
  },
  GATEWAY_MAX_TOKENS: {
    default: '5000',
    description: 'The most tokens (names, numbers, texts, brackets ...) of a document; values in variables are none.',
  },
  GATEWAY_MAX_DEPTH: { default: '20', description: 'The most levels of fields within fields.' },
  GATEWAY_MAX_ALIASES: {
    default: '200',
    description: 'The most aliases of an operation. Here and below, fragments count each time they are spread.',
  },
  GATEWAY_MAX_DIRECTIVES: { default: '200', description: 'The most directives of an operation.' },
  GATEWAY_MAX_ROOT_FIELDS: { default: '100', description: 'The most fields at the root of an operation.' },
  GATEWAY_MAX_SELECTIONS: {
    default: '3000',
    description: 'The most fields and spreads of fragments of an operation.',
  },
  GATEWAY_MAX_NODES: {
    default: '500000',
    description:
      'The most nodes that an operation may answer: the pages of its connections, multiplied where one is below another.',
  },
  GATEWAY_MAX_CALLS_PER_REQUEST: {
    default: '5000',
    description: 'The most calls of the cluster for one request; further ones fail with `LIMIT_EXCEEDED`.',
  },
  GATEWAY_REQUEST_TIMEOUT_MS: {
    default: '60000',
    description:
      'Milliseconds until a request must be answered, long polls included; then reads are cancelled and what is there is answered.',
  },
  GATEWAY_MAX_REQUESTS: {
    default: '1000',
    description:
      'The most questions that are answered at once; fewer where the memory is small. Further ones wait a moment where their caller has few, or are refused with 503, `OVERLOADED` and Retry-After.',
  },
  GATEWAY_MAX_BATCH_SIZE: {
    default: '1',
    description: 'The most questions in one request, as a JSON list; 1 for no such lists.',
  },
  GATEWAY_INTROSPECTION: {
    description:
      'Whether the schema may be asked for, and errors suggest names: `true` or `false`. Not set: `false` where NODE_ENV is `production`. A subgraph’s `_service` goes with it.',
  },
  GATEWAY_GRAPHIQL: {
    description:
      'Whether browsers are shown GraphiQL: `true` or `false`. Not set: `false` where NODE_ENV is `production`.',
  },
  GATEWAY_TRUSTED_DOCUMENTS: {
    description:
      'Manifest of the documents that clients ask by id: JSON as relay-compiler, graphql-codegen or Apollo write it.',
  },
  GATEWAY_TRUSTED_DOCUMENTS_ONLY: {
    default: 'true',
    description: 'Whether, with a manifest, all other documents are refused.',
  },
  GATEWAY_PERSISTED_QUERIES: {
    default: 'true',
    description: 'Whether clients may send the hash of a document in its place (automatic persisted queries).',
  },
  GATEWAY_PERSISTED_QUERIES_TTL_S: {
    default: '86400',
    description: 'Seconds that Redis keeps such a document after a client has sent it.',
  },
  GATEWAY_REDIS_URL: {
    description:
      'Redis that replicas share for persisted queries and rate limits, such as `redis://redis:6379`. It may be away: then each replica is on its own.',
  },
  GATEWAY_RATE_LIMIT: {
    default: '0',
    description:
      'Points that a caller may spend in GATEWAY_RATE_LIMIT_WINDOW_S: one for each field at a question’s root, one for each hundred nodes that it may answer, and one for each call of the cluster that it makes beyond these; 0 for no limit.',
  },
  GATEWAY_RATE_LIMIT_WINDOW_S: { default: '60', description: 'Seconds in which these points come back.' },
  GATEWAY_LOG_LEVEL: {
    topic: 'Logs and metrics',
    default: 'info',
    description:
      'The least that is logged: `error`, `warn`, `info` (a line for each request), `debug` (probes, too) or `silent`.',
  },
  GATEWAY_LOG_FORMAT: {
    default: 'auto',
    description: '`json`, `pretty` (for people), or `auto`: pretty in a terminal, else JSON.',
  },
  GATEWAY_EXPOSE_UPSTREAM_DETAILS: {
    default: 'false',
    description:
      'For development: whether clients are told all that the cluster says of its failures (status 500 and above, every line, addresses of problem types), which may name hosts and code. It is in the log either way.',
  },
  GATEWAY_METRICS_PORT: {
    description:
      'Port of a second, plain http listener on HOST, for those who run the gateway: `/metrics` for Prometheus, `/health` and `/ready`. Not given: there is none, and nothing is counted.',
  },
  GATEWAY_FEDERATION: {
    topic: 'Federation',
    default: 'true',
    description: 'Whether the gateway is an Apollo Federation 2 subgraph too: `_entities` and `_service`.',
  },
} satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

/** The flag of a setting: `PORT` is `--port`. */
export const flagOf = (name: string) => name.toLowerCase().replaceAll('_', '-')
