import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';

/** Where tasks are kept. */
export type DatabaseConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type Config = Readonly<v.InferOutput<typeof environment>>;

/** The environment is wrong; the message lists every mistake and holds no value, for a value may be a secret. */
export class ConfigError extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ENVIRONMENTS = ['development', 'test', 'production'] as const;
const MOST_WORKERS = 64;

/** A variable that is set but empty counts as unset, as it does to a shell's `${NAME:-default}`. */
const variable = <S extends v.GenericSchema<string, unknown>>(schema: S, fallback: string) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => (text === '' ? fallback : text)),
    schema,
  );

/** A number in as many digits as the largest has, or fewer. */
function wholeNumber(of: string, least: number, most: number) {
  const message = `must be a whole number${of} from ${least} to ${most}`;
  const digits = new RegExp(`^\\d{1,${String(most).length}}$`);
  return v.pipe(
    v.string(),
    v.regex(digits, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

const environment = v.pipe(
  v.object({
    DATABASE_URL: variable(
      v.pipe(v.string(), v.check(isDatabaseUrl, 'must be empty, memory:, or postgres://user:password@host:port/name')),
      '',
    ),
    DATA_DIR: variable(v.string(), './data'),
    HOST: variable(v.pipe(v.string(), v.regex(/^[\w.:-]+$/, 'must be a host name or an IP address')), '127.0.0.1'),
    PORT: variable(wholeNumber('', 0, 65535), '8000'),
    WORKERS: variable(v.pipe(v.string(), v.check(isWorkers, `must be a whole number from 1 to ${MOST_WORKERS}`)), ''),
    RETENTION_DAYS: variable(wholeNumber(' of days', 1, 99999), '90'),
    SHARDED_BY_USER: variable(
      v.pipe(
        v.picklist(['true', 'false'], 'must be true or false'),
        v.transform((text) => text === 'true'),
      ),
      'false',
    ),
    STOP_DELAY: variable(wholeNumber(' of seconds', 0, 60), '0'),
    LOG_LEVEL: variable(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
    ENVIRONMENT: variable(v.picklist(ENVIRONMENTS, `must be one of ${ENVIRONMENTS.join(', ')}`), 'development'),
  }),
  v.forward(
    v.partialCheck(
      [['DATABASE_URL'], ['WORKERS']],
      ({ DATABASE_URL, WORKERS }) => WORKERS === '' || Number(WORKERS) <= mostWorkers(DATABASE_URL),
      'must be 1 unless DATABASE_URL names a server, for no other database can be shared',
    ),
    ['WORKERS'],
  ),
  v.transform(
    ({
      DATABASE_URL,
      DATA_DIR,
      HOST,
      PORT,
      WORKERS,
      RETENTION_DAYS,
      SHARDED_BY_USER,
      STOP_DELAY,
      LOG_LEVEL,
      ENVIRONMENT,
    }) => ({
      database: database(DATABASE_URL, DATA_DIR),
      host: HOST,
      port: PORT,
      /** How many processes serve. */
      workers: Number(WORKERS) || Math.min(spareCores(), mostWorkers(DATABASE_URL)),
      /** How long changes are kept, in days. */
      retention: RETENTION_DAYS,
      /** Whether no statement may concern two users. */
      isByUser: SHARDED_BY_USER,
      /** How long to go on serving after a signal to stop, in seconds. */
      stopDelay: STOP_DELAY,
      logLevel: LOG_LEVEL,
      environment: ENVIRONMENT,
    }),
  ),
);

/**
 * Reads the configuration from environment variables; see `.env.example` for what each means.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function parseConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const result = v.safeParse(environment, variables);
  if (result.success) return Object.freeze(result.output);
  const mistakes = result.issues.map((issue) => `  ${v.getDotPath(issue)} ${issue.message}`);
  throw new ConfigError(`The environment is wrong:\n${mistakes.join('\n')}\nSee .env.example for what each means.`);
}

/** As {@link parseConfig}, from this process's environment and, for what that leaves unset, the file `.env`. */
export function readConfig(): Config {
  // A worker is handed what its supervisor read at the start: all workers serve the same.
  if (cluster.isPrimary && existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig(process.env);
}

/** All variables, for a process that begins anew. */
export function allVariables(): NodeJS.ProcessEnv {
  return process.env;
}

function isDatabaseUrl(text: string): boolean {
  if (text === '' || text === 'memory:') return true;
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

/** All cores but one, which the database, the system and whoever asks can do with; two workers on two cores serve less than one. */
function spareCores(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** Nothing leaves it to {@link mostWorkers}. */
function isWorkers(text: string): boolean {
  return text === '' || (/^[1-9]\d?$/.test(text) && Number(text) <= MOST_WORKERS);
}

/** An embedded database, or one in memory, belongs to one process. */
function mostWorkers(url: string): number {
  return url === '' || url === 'memory:' ? 1 : MOST_WORKERS;
}

function database(url: string, dataDir: string): DatabaseConfig {
  if (url === '') return { kind: 'embedded', dataDir };
  if (url === 'memory:') return { kind: 'memory' };
  return { kind: 'postgres', url };
}
