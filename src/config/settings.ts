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
      'Address of that API. `v2` and `8.6`: the REST API of the cluster, with or without `/v2`. `operate-v1`: Operate, with or without `/v1`. `camunda-7`: the engine’s REST API, with `/engine-rest` as the default path.',
  },
  CAMUNDA_OPERATE_BASE_URL: {
    description: 'For `8.6`: address of Operate, with or without `/v1`. Default: that of CAMUNDA_REST_ADDRESS.',
  },
  CAMUNDA_TASKLIST_BASE_URL: {
    description: 'For `8.6`: address of Tasklist, with or without `/v1`. Default: that of CAMUNDA_REST_ADDRESS.',
  },
  CAMUNDA_ENGINE: {
    description: 'For `camunda-7`: the name of the engine, if the server has several. Default: its default engine.',
  },
  CAMUNDA_PHYSICAL_TENANT: {
    description:
      'For `v2` from 8.10 on: the id of the physical tenant that is asked, at `/physical-tenants/ID/v2`. Default: that of CAMUNDA_REST_ADDRESS, which is the cluster’s default one if it names none.',
  },
  GATEWAY_PHYSICAL_TENANT_HEADER: {
    description:
      'Name of the request header by which a trusted proxy says which physical tenant a request is for, such as `X-Physical-Tenant`. The proxy must overwrite what clients send. Requests without it are for CAMUNDA_PHYSICAL_TENANT, or refused if that is not set. Needs GATEWAY_TRUSTED_PROXIES.',
  },
  CAMUNDA_VERSION: {
    description: 'Minor version of the cluster, such as `8.9`. Default: the cluster is asked.',
  },
  CAMUNDA_AUTH_STRATEGY: {
    topic: 'Authentication at the cluster',
    default: 'NONE',
    description:
      'How calls of the cluster are authenticated. `NONE`: not at all. `FORWARD`: with the caller’s own Authorization header, or session cookie with X-CSRF-TOKEN. `BASIC`, `OAUTH` or, for `8.6` and `operate-v1`, `COOKIE`: with the gateway’s own credentials, for every caller.',
  },
  CAMUNDA_BASIC_AUTH_USERNAME: { description: 'User name for `BASIC`.' },
  CAMUNDA_BASIC_AUTH_PASSWORD: { description: 'Password for `BASIC`.' },
  CAMUNDA_COOKIE_AUTH_USERNAME: { description: 'User name for `COOKIE`.' },
  CAMUNDA_COOKIE_AUTH_PASSWORD: { description: 'Password for `COOKIE`.' },
  CAMUNDA_COOKIE_AUTH_URL: {
    description:
      'For `COOKIE`: login URL for all addresses. Default: `/api/login` of Operate and of Tasklist, each for itself.',
  },
  CAMUNDA_CLIENT_ID: { description: 'Client id for `OAUTH`.' },
  CAMUNDA_CLIENT_SECRET: { description: 'Client secret for `OAUTH`.' },
  CAMUNDA_OAUTH_URL: {
    default: 'https://login.cloud.camunda.io/oauth/token',
    description: 'Token endpoint for `OAUTH`.',
  },
  CAMUNDA_TOKEN_AUDIENCE: {
    default: 'zeebe.camunda.io',
    description: 'Audience of the token requested with `OAUTH`; empty for none.',
  },
  CAMUNDA_OPERATE_OAUTH_AUDIENCE: {
    description:
      'For `8.6`: audience of tokens for Operate, such as `operate.camunda.io`. Default: CAMUNDA_TOKEN_AUDIENCE.',
  },
  CAMUNDA_TASKLIST_OAUTH_AUDIENCE: {
    description:
      'For `8.6`: audience of tokens for Tasklist, such as `tasklist.camunda.io`. Default: CAMUNDA_TOKEN_AUDIENCE.',
  },
  CAMUNDA_OAUTH_SCOPE: { description: 'Scope of the token requested with `OAUTH`.' },
  CAMUNDA_CLUSTER_ADMIN_USERNAME: {
    description:
      'With GATEWAY_ADMINISTRATION: user name of the cluster’s administrator, by whom everything below `clusterAdministration` is asked, and the commands that end in `AsClusterAdmin`. Default: the same credentials as elsewhere, which a cluster with authentication refuses there. With `FORWARD` callers send the administrator’s.',
  },
  CAMUNDA_CLUSTER_ADMIN_PASSWORD: { description: 'Password of that user.' },
  CAMUNDA_OAUTH_TIMEOUT_MS: { default: '5000', description: 'Timeout of the token endpoint in milliseconds.' },
  CAMUNDA_MTLS_CERT_PATH: { description: 'PEM file of the client certificate for mutual TLS to the cluster.' },
  CAMUNDA_MTLS_KEY_PATH: { description: 'PEM file of the client certificate’s private key.' },
  CAMUNDA_MTLS_KEY_PASSPHRASE: { description: 'Passphrase of that key.' },
  CAMUNDA_MTLS_CA_PATH: {
    description: 'PEM file of the certificate authorities (CA) that the cluster’s certificate is checked against.',
  },
  GATEWAY_CA_PATH: {
    description:
      'PEM file of certificate authorities (CA) that are trusted on all outgoing connections, in addition to those of Node: to the cluster, the token endpoint, the login and the issuer of tokens. With `CAMUNDA_MTLS_CA_PATH`, the cluster’s certificate is checked against both.',
  },
  HTTP_PROXY: {
    description:
      'URL of the proxy for outgoing connections to http addresses: the cluster, the token endpoint, the login, the issuer of tokens.',
  },
  HTTPS_PROXY: { description: 'URL of the proxy for https addresses; it is asked for a tunnel (CONNECT).' },
  NO_PROXY: {
    description:
      'Hosts that are connected to without a proxy, separated by commas: `camunda.internal` includes `zeebe.camunda.internal`; `host:8080` is that port only; `*` is all.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: {
    topic: 'Calls of the cluster: retries, timeouts, limits, cache',
    default: '3',
    description:
      'The most attempts of a call, the first one included; calls are retried only if that is safe. 1 for no retries.',
  },
  CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: {
    default: '100',
    description: 'Upper bound of the first, random delay between retries, in milliseconds.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS: {
    default: '2000',
    description: 'The longest delay between retries, in milliseconds.',
  },
  GATEWAY_UPSTREAM_TIMEOUT_MS: {
    default: '30000',
    description: 'Timeout of one call of the cluster in milliseconds.',
  },
  GATEWAY_MAX_UPSTREAM_CALLS: {
    default: '64',
    description:
      'The most concurrent calls of the cluster; fewer while the cluster reports overload (back-pressure). Long polls and completions of jobs and tasks are never held back. Callers that compete for calls take turns.',
  },
  GATEWAY_MAX_QUEUED_CALLS: {
    default: '5000',
    description:
      'The most calls in the queue for GATEWAY_MAX_UPSTREAM_CALLS, each for at most GATEWAY_UPSTREAM_TIMEOUT_MS; further calls fail immediately with `OVERLOADED`.',
  },
  GATEWAY_MAX_ANSWER_BYTES: {
    description:
      'The largest answer of the cluster in bytes, at least 10000; larger ones fail with `LIMIT_EXCEEDED`. Default: 64 MiB, and at most an eighth of the heap that Node.js may use.',
  },
  GATEWAY_BREAKER_AFTER_MS: {
    default: '1000',
    description:
      'Circuit breaker: milliseconds without any answer, over at least five calls, after which calls fail immediately until the cluster answers again; 0 to disable it.',
  },
  GATEWAY_SHARE_READS: {
    default: 'true',
    description: 'Whether concurrent identical reads by callers with the same rights become one call.',
  },
  GATEWAY_CACHE_TTL_MS: {
    default: '60000',
    description:
      'How long definitions, XML and forms are cached for callers with the same rights, in milliseconds; 0 for no cache. Default without `FORWARD`: 600000.',
  },
  GATEWAY_READ_AFTER_WRITE_MS: {
    default: '5000',
    description:
      'The longest wait, in milliseconds, until a command’s effect can be read in its payload. Default for `8.6`: 15000.',
  },
  HOST: { topic: 'Server: connections, timeouts, TLS', default: '127.0.0.1', description: 'Address to listen on.' },
  PORT: { default: '4000', description: 'Port to listen on; 0 for any free one, which is printed.' },
  GATEWAY_ALLOWED_HOSTS: {
    description:
      'Host names that requests may have in `Host`, such as `gateway.example`, separated by commas; `*` for any. Default: on loopback only this machine’s own, which protects against DNS rebinding; elsewhere any.',
  },
  GATEWAY_RECEIVE_TIMEOUT_MS: {
    default: '30000',
    description: 'Timeout for receiving a request, headers and body, in milliseconds.',
  },
  GATEWAY_SEND_TIMEOUT_MS: {
    default: '30000',
    description:
      'Timeout, in milliseconds, for a client to read the next 64 KB of a long answer; then its connection is closed.',
  },
  GATEWAY_COMPRESSION: {
    default: 'true',
    description:
      'Whether answers of more than 1 kB are compressed, with `br` or `gzip`, for clients that accept it (`Accept-Encoding`). `false` where a proxy in front does that.',
  },
  GATEWAY_TRUSTED_PROXIES: {
    default: '0',
    description: 'How many proxies in front of the gateway add a caller’s address to `X-Forwarded-For`.',
  },
  GATEWAY_KEEP_ALIVE_MS: {
    default: '75000',
    description:
      'Keep-alive timeout: milliseconds that an idle connection is kept open. Should be longer than that of load balancers in front.',
  },
  GATEWAY_TLS_CERT_PATH: {
    description:
      'PEM file of the server’s TLS certificate and its chain; reloaded when it changes. Default: plain http.',
  },
  GATEWAY_TLS_KEY_PATH: { description: 'PEM file of the certificate’s private key.' },
  GATEWAY_TLS_KEY_PASSPHRASE: { description: 'Passphrase of that key.' },
  GATEWAY_TLS_CLIENT_CA_PATH: {
    description:
      'PEM file of certificate authorities (CA): clients must then present a certificate that one of them has issued (mutual TLS).',
  },
  GATEWAY_HSTS_MAX_AGE_S: {
    default: '86400',
    description:
      'With TLS: `max-age` of `Strict-Transport-Security` in seconds. It holds for all ports of the host, so the default is only a day; 0 to omit the header.',
  },
  GATEWAY_DRAIN_DELAY_MS: {
    default: '5000',
    description:
      'Graceful shutdown: milliseconds between SIGTERM, when `/ready` begins to answer 503, and closing the listener, so that load balancers notice. None after SIGINT (Ctrl-C).',
  },
  GATEWAY_DRAIN_MS: {
    default: '10000',
    description: 'Graceful shutdown: milliseconds that requests in flight have to finish after that.',
  },
  GATEWAY_CSRF_PREVENTION: {
    topic: 'Who may ask: authentication, CORS, policy',
    default: 'true',
    description:
      'CSRF protection: whether questions are refused that pages of other sites could make a browser send: by GET, or as forms and uploads, without `content-type: application/json` or a header such as `apollo-require-preflight`; and whatever `Sec-Fetch-Site` says to be of another site. Pages of this site, and of those that `GATEWAY_CORS_ORIGINS` lists by name, need nothing.',
  },
  GATEWAY_CORS_ORIGINS: {
    description:
      'Origins whose pages may ask from a browser, or open a WebSocket, such as `https://app.example`, separated by commas; `*` for all. Default: none.',
  },
  GATEWAY_CORS_CREDENTIALS: {
    default: 'false',
    description: 'Whether CORS requests may have credentials (cookies).',
  },
  GATEWAY_CORS_MAX_AGE_S: {
    default: '600',
    description: 'How long browsers may cache a CORS preflight, in seconds.',
  },
  GATEWAY_JWT_ISSUER: {
    description:
      'The issuer whose tokens (JWT) callers must send, exactly as in their `iss` claim: an http or https URL. Default: no authentication by the gateway.',
  },
  GATEWAY_JWT_AUDIENCE: {
    description: 'Accepted audiences of tokens (`aud` claim), separated by commas. Required with GATEWAY_JWT_ISSUER.',
  },
  GATEWAY_JWT_JWKS_URL: {
    description: 'URL of the issuer’s keys (JWKS). Default: taken from its OpenID Connect discovery document.',
  },
  GATEWAY_JWT_ALGORITHMS: {
    default: 'RS256,PS256,ES256,EdDSA',
    description: 'Accepted signature algorithms, separated by commas; asymmetric ones only.',
  },
  GATEWAY_JWT_CLOCK_SKEW_MS: {
    default: '5000',
    description: 'Accepted difference between the issuer’s clock and the gateway’s, in milliseconds.',
  },
  GATEWAY_READ_ONLY: {
    default: 'false',
    description:
      'Read-only mode: whether all mutations, and jobs by subscription, are refused, whatever the policy says.',
  },
  GATEWAY_ADMINISTRATION: {
    default: 'false',
    description:
      'Whether the fields are open that administer the cluster or show secrets: backups, restore, cluster mode, rebalancing, exporting, clock, setup, secrets. While they are not, they are refused whatever the caller’s rights. Open them at an endpoint for operators, not for frontends.',
  },
  GATEWAY_POLICY_FILE: {
    description:
      'JSON file with authorization rules: which callers may use which operations and fields. See docs/operations.md.',
  },
  GATEWAY_ALLOW_UNVERIFIED_CALLERS: {
    default: 'false',
    description:
      'Whether a gateway with its own credentials (`BASIC`, `OAUTH`, `COOKIE`, a client certificate) may listen beyond loopback without GATEWAY_JWT_ISSUER. Everybody who can reach it then has its rights. With `NONE` it may; `true` turns the warning off.',
  },
  GATEWAY_MAX_PAGE_SIZE: {
    topic: 'What may be asked: limits, introspection, persisted queries',
    default: '1000',
    description: 'The largest `first` or `last` of a connection, up to 10000.',
  },
  GATEWAY_MEMORY_BYTES: {
    description:
      'Bytes of memory that the gateway may use, at least 64000000. All budgets are derived from it; docs/operations.md has the table. Default: the limit of Node’s heap, which depends on the memory of the machine or the container.',
  },
  GATEWAY_MAX_BODY_BYTES: {
    default: '4000000',
    description: 'The largest request body in bytes.',
  },
  GATEWAY_MAX_UPLOAD_BYTES: {
    default: '16000000',
    description: 'The largest request body with file uploads (multipart form) in bytes.',
  },
  GATEWAY_MAX_DOCUMENT_BYTES: {
    default: '100000',
    description:
      'The largest GraphQL document (query) in bytes of UTF-8, comments and white space included; trusted documents may be larger.',
  },
  GATEWAY_MAX_TOKENS: {
    default: '5000',
    description:
      'The most tokens (names, numbers, strings, brackets ...) of a document; values in variables do not count.',
  },
  GATEWAY_MAX_DEPTH: { default: '20', description: 'The deepest nesting of fields.' },
  GATEWAY_MAX_ALIASES: {
    default: '200',
    description: 'The most aliases of an operation. Here and below, fragments count each time they are spread.',
  },
  GATEWAY_MAX_DIRECTIVES: { default: '200', description: 'The most directives of an operation.' },
  GATEWAY_MAX_ROOT_FIELDS: { default: '100', description: 'The most fields at the root of an operation.' },
  GATEWAY_MAX_SELECTIONS: {
    default: '3000',
    description: 'The most fields and fragment spreads of an operation.',
  },
  GATEWAY_MAX_NODES: {
    default: '500000',
    description:
      'The most nodes that an operation may answer: the pages of its connections, multiplied where one is below another.',
  },
  GATEWAY_MAX_CALLS_PER_REQUEST: {
    default: '5000',
    description: 'The most calls of the cluster for one request; further calls fail with `LIMIT_EXCEEDED`.',
  },
  GATEWAY_REQUEST_TIMEOUT_MS: {
    default: '60000',
    description:
      'Timeout of a request in milliseconds, long polls included; then reads are cancelled, and what is there is answered.',
  },
  GATEWAY_MAX_REQUESTS: {
    default: '1000',
    description:
      'The most concurrent requests; fewer if memory is small. Further ones wait briefly if their caller has few, or are refused with 503, `OVERLOADED` and Retry-After.',
  },
  GATEWAY_LIVE_MIN_INTERVAL_MS: {
    default: '1000',
    description:
      'Subscriptions: milliseconds between two rounds in which the cluster is asked for a question whose answer changes, at least 100. It is asked once for all who ask the same with the same rights.',
  },
  GATEWAY_LIVE_MAX_INTERVAL_MS: {
    default: '15000',
    description:
      'Subscriptions: the longest time between two rounds of a question while nothing changes, in milliseconds. What a command through this gateway touches is asked for at once, and as often as the shortest interval says until its effect can be read.',
  },
  GATEWAY_MAX_BATCH_SIZE: {
    default: '1',
    description: 'The most operations in one batched request (a JSON list); 1 for no batching.',
  },
  GATEWAY_INTROSPECTION: {
    description:
      'Whether introspection is allowed, and errors suggest names: `true` or `false`. Default: `false` if NODE_ENV is `production`, else `true`. Applies to a subgraph’s `_service`, too.',
  },
  GATEWAY_GRAPHIQL: {
    description:
      'Whether GraphiQL is served to browsers: `true` or `false`. Default: `false` if NODE_ENV is `production`, else `true`.',
  },
  GATEWAY_TRUSTED_DOCUMENTS: {
    description:
      'Manifest file of trusted documents, which clients ask by id (persisted documents): JSON as written by relay-compiler, graphql-codegen or Apollo.',
  },
  GATEWAY_TRUSTED_DOCUMENTS_ONLY: {
    default: 'true',
    description: 'Whether, with a manifest, all other documents are refused (allowlist).',
  },
  GATEWAY_PERSISTED_QUERIES: {
    default: 'true',
    description: 'Whether clients may send the hash of a document in its place (automatic persisted queries).',
  },
  GATEWAY_PERSISTED_QUERIES_TTL_S: {
    default: '86400',
    description: 'How long Redis keeps a persisted query after a client has sent it, in seconds.',
  },
  GATEWAY_REDIS_URL: {
    description:
      'Redis that replicas share for persisted queries, rate limits and what commands have touched, such as `redis://redis:6379`. While it is unavailable, each replica works on its own.',
  },
  GATEWAY_RATE_LIMIT: {
    default: '0',
    description:
      'Rate limit: points that a caller may spend per GATEWAY_RATE_LIMIT_WINDOW_S. A question costs one for each root field, one for each hundred nodes that it may answer, and one for each further call of the cluster; 0 for no limit.',
  },
  GATEWAY_RATE_LIMIT_WINDOW_S: { default: '60', description: 'Window of the rate limit in seconds.' },
  GATEWAY_LOG_LEVEL: {
    topic: 'Logs and metrics',
    default: 'info',
    description:
      'The lowest level that is logged: `error`, `warn`, `info` (a line for each request), `debug` (probes, too) or `silent`.',
  },
  GATEWAY_LOG_FORMAT: {
    default: 'auto',
    description: '`json`, `pretty` (for people), or `auto`: pretty in a terminal, else JSON.',
  },
  GATEWAY_EXPOSE_UPSTREAM_DETAILS: {
    default: 'false',
    description:
      'For development: whether clients get the cluster’s full error messages (status 500 and above, every line, addresses of problem types), which may name hosts and code. The log has them either way.',
  },
  GATEWAY_METRICS_PORT: {
    description:
      'Port of a second, plain http listener on HOST, for monitoring: `/metrics` for Prometheus, `/health` and `/ready`. Default: none, and no metrics.',
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
