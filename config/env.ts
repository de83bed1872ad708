import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { accessConfig, accessMistakes, accessVariables } from './access-variables.ts';
import { ConfigError } from './config-error.ts';
import { databaseUrl } from './database-url.ts';
import { readEnvFile } from './env-file.ts';
import { readSecrets, SECRET_FILES } from './secret-file.ts';
import { type Setting, settingsOf } from './settings.ts';
import { host, stripped, variable, wholeNumber } from './variable.ts';

/** The kind of the store, and its folder or URL. */
export type DatabaseConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type Config = Readonly<v.InferOutput<typeof environment>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ENVIRONMENTS = ['development', 'test', 'production'] as const;
const MAX_WORKERS = 64;

const variables = v.object({
  DATABASE_URL: variable(v.pipe(v.string(), databaseUrl), ''),
  DATA_DIR: variable(
    v.pipe(
      v.string(),
      v.regex(/^(?![~$%])/, 'must not begin with ~, $ or %, which only a shell expands'),
      v.regex(/^(?![a-z][\w+.-]+:\/)/i, 'must be a folder, not an address'),
    ),
    './data',
  ),
  HOST: variable(host, '127.0.0.1'),
  PORT: variable(wholeNumber('', 0, 65535), '8000'),
  WORKERS: variable(v.pipe(v.string(), v.check(isWorkers, `must be a whole number from 1 to ${MAX_WORKERS}`)), ''),
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
  ...accessVariables,
  PGSSLMODE: v.pipe(v.optional(v.string(), ''), v.trim()),
});

const environment = v.pipe(
  variables,
  v.forward(
    v.partialCheck(
      [['DATABASE_URL'], ['WORKERS']],
      ({ DATABASE_URL, WORKERS }) => WORKERS === '' || Number(WORKERS) <= maxWorkers(DATABASE_URL),
      'must be 1 unless DATABASE_URL names a PostgreSQL server, because processes cannot share another store',
    ),
    ['WORKERS'],
  ),
  v.forward(
    v.partialCheck(
      [['DATABASE_URL'], ['SHARDED_BY_USER']],
      ({ DATABASE_URL, SHARDED_BY_USER }) => !SHARDED_BY_USER || maxWorkers(DATABASE_URL) > 1,
      'must be false unless DATABASE_URL names a PostgreSQL server, because no other store is sharded',
    ),
    ['SHARDED_BY_USER'],
  ),
  v.forward(
    v.partialCheck(
      [['DATABASE_URL'], ['PGSSLMODE']],
      ({ DATABASE_URL, PGSSLMODE }) => !requiresTls(PGSSLMODE) || !/^postgres:(?!.*[?&]ssl)/.test(DATABASE_URL),
      'must be unset: add ?sslmode=verify-full to DATABASE_URL instead',
    ),
    ['PGSSLMODE'],
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
      ...access
    }) => ({
      database: database(DATABASE_URL, DATA_DIR),
      host: HOST,
      port: PORT,
      /** The number of processes that serve requests. */
      workers: Number(WORKERS) || Math.min(defaultWorkers(), maxWorkers(DATABASE_URL)),
      /** The number of days for which changes are kept. */
      retention: RETENTION_DAYS,
      /** True if the tables may be sharded by user. Each SQL statement then concerns one user only. */
      shardedByUser: SHARDED_BY_USER,
      /** The seconds for which a service that is told to stop still serves requests, and answers 503 at `/readyz`. */
      stopDelay: STOP_DELAY,
      logLevel: LOG_LEVEL,
      environment: ENVIRONMENT,
      ...accessConfig(access),
    }),
  ),
);

/**
 * Parses environment variables. The file `.env.example` explains each variable.
 *
 * @throws ConfigError that names every wrong variable
 */
export function parseConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const secrets = readSecrets(variables);
  const result = v.safeParse(environment, secrets.values);
  const issues = result.issues?.map((issue) => `${v.getDotPath(issue)} ${issue.message}`) ?? [];
  const mistakes = [...secrets.mistakes, ...issues, ...accessMistakes(secrets.values)];
  if (result.success && mistakes.length === 0) return Object.freeze(result.output);
  const lines = mistakes.map((mistake) => `  ${mistake}\n`);
  throw new ConfigError(`The environment is wrong:\n${lines.join('')}See .env.example for what each means.`);
}

/** Parses the environment of this process. Variables that are not set are read from the file `.env`. */
export function readConfig(): Config {
  // Workers inherit the environment of the primary process, so that all have the same values even if `.env` changes.
  // But each worker reads the files of secrets itself, because other programs may see a process's environment.
  if (cluster.isPrimary) addMissing(readEnvFile('.env'));
  const config = parseConfig(process.env);
  dropDriverVariables();
  return config;
}

/**
 * Returns each variable with its value, which is hidden if it is secret, and the source of the value.
 *
 * @throws ConfigError if a variable is wrong
 */
export function readSettings(): Setting[] {
  const own = new Set(Object.keys(process.env).filter((name) => stripped(process.env[name] ?? '') !== ''));
  addMissing(readEnvFile('.env'));
  const given = { ...process.env };
  const { auth, workers } = parseConfig(given);
  const { PGSSLMODE: _, ...entries } = variables.entries;
  const derived = {
    DATABASE_URL: '(the embedded store in DATA_DIR)',
    WORKERS: String(workers),
    AUTH: `auto, which is ${auth.mode} here`,
  };
  return settingsOf(entries, given, own, derived);
}

/**
 * Parses the source and the target of a copy. Each is the URL of a PostgreSQL server, `sqlite:FOLDER` or `FOLDER`.
 *
 * @throws ConfigError if a name is missing or invalid
 */
export function readStores(from = '', to = ''): [from: DatabaseConfig, to: DatabaseConfig] {
  if (from === '' || to === '')
    throw new ConfigError('Name two stores: make copy FROM=./data TO=postgres://user:password@host:5432/name');
  addMissing(readEnvFile('.env'));
  const stores: [DatabaseConfig, DatabaseConfig] = [parseStore('FROM', from), parseStore('TO', to)];
  dropDriverVariables();
  return stores;
}

function parseStore(name: string, text: string): DatabaseConfig {
  const isUrl = /^(?!sqlite:)[a-z]+:/i.test(text);
  const { PGSSLMODE } = process.env;
  const store = isUrl ? { DATABASE_URL: text, PGSSLMODE } : { DATA_DIR: text.replace(/^sqlite:/i, '') };
  const result = v.safeParse(environment, store);
  if (result.success) return result.output.database;
  const mistakes = result.issues.map((issue) => `${name}: ${v.getDotPath(issue)} ${issue.message}`);
  throw new ConfigError(mistakes.join('\n'));
}

/**
 * Deletes the environment variables `PG…`, except those for the password. Otherwise node-postgres would add their
 * values to DATABASE_URL.
 */
function dropDriverVariables(): void {
  for (const name of Object.keys(process.env)) if (/^PG(?!PASS)/.test(name)) delete process.env[name];
}

function addMissing(values: ReadonlyMap<string, string>): void {
  const isSet = (value: string | undefined) => value !== undefined && stripped(value) !== '';
  const added = [...values].filter(([name, value]) => isSet(value) && !isSet(process.env[name]));
  for (const [name, value] of added) process.env[name] = value;
  const isKnown = (name: string) => name in variables.entries || SECRET_FILES.includes(name) || /^PG/.test(name);
  const unknown = added.map(([name]) => name).filter((name) => !isKnown(name));
  if (unknown.length > 0)
    process.stderr.write(`.env sets unknown variables, perhaps misspelled: ${unknown.join(', ')}\n`);
}

function requiresTls(sslmode: string): boolean {
  return !['', 'disable', 'allow', 'prefer'].includes(sslmode);
}

/** Returns the default number of workers: one less than the number of cores, because the database needs a core too. */
function defaultWorkers(): number {
  return Math.max(1, availableParallelism() - 1);
}

function isWorkers(text: string): boolean {
  return text === '' || (/^[1-9]\d?$/.test(text) && Number(text) <= MAX_WORKERS);
}

/** Returns the maximum number of workers: 1 for a store in a folder or in memory, which only one process can use. */
function maxWorkers(url: string): number {
  return url === '' || url === 'memory:' ? 1 : MAX_WORKERS;
}

function database(url: string, dataDir: string): DatabaseConfig {
  if (url === '') return { kind: 'sqlite', dataDir };
  if (url === 'memory:') return { kind: 'memory' };
  return { kind: 'postgres', url };
}
