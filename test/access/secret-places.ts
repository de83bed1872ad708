import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { administer } from '../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { createDatabase, createRole, hasPostgres } from '../support/postgres/postgres.ts';
import type { Headers } from './requests.ts';

/** A database and secrets for a service. Tests can make its tables fail while the service runs. */
export interface SecretPlace {
  readonly environment: Headers;
  /** The secrets, by the names of their environment variables. */
  readonly secrets: Headers;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Returns, for each possible fault of a table, the SQL that causes the fault and the SQL that ends it. */
  faultsOf(table: string): readonly (readonly [begin: string, end: string])[];
}

export const SECRET_PLACES = [
  { name: 'SQLite, with secrets in files', missing: false, open: openSqlite },
  { name: 'PostgreSQL, with secrets in variables', missing: !hasPostgres(), open: openPostgres },
];

const ISSUER = { JWT_ISSUER: 'home', JWT_AUDIENCE: 'tasks' };

/** A fault in which the table does not exist: it is renamed, and renamed back. */
const goneFault = (table: string) =>
  [`alter table ${table} rename to gone`, `alter table gone rename to ${table}`] as const;

/** A fault in which inserts fail: the details of PostgreSQL's error contain the whole row. */
const rowFault = (table: string) =>
  [
    `alter table ${table} add constraint refused check (false) not valid`,
    `alter table ${table} drop constraint refused`,
  ] as const;

/** Returns a random text that cannot appear anywhere by chance. */
export function newSecret(): string {
  return randomBytes(30).toString('base64url');
}

const namedSecrets = () => ({ AUTH_SECRET: newSecret(), JWT_SECRET: newSecret(), METRICS_TOKEN: newSecret() });

async function openSqlite(): Promise<SecretPlace> {
  const [folder, dataDir, secrets] = [temporaryFolder(), temporaryFolder(), namedSecrets()];
  const files = Object.entries(secrets).map(([name, secret]) => {
    const file = join(folder, name);
    writeFileSync(file, `${secret}\n`);
    return [`${name}_FILE`, file];
  });
  return {
    environment: { ...ISSUER, DATA_DIR: dataDir, ...Object.fromEntries(files) },
    secrets,
    faultsOf: (table) => [goneFault(table)],
    async query(sql) {
      const database = new DatabaseSync(join(dataDir, 'taskport.db'), { timeout: 5_000 });
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
  };
}

async function openPostgres(): Promise<SecretPlace> {
  const url = await createDatabase();
  const [role, password] = [await createRole(url), newSecret()];
  await administer(url, `alter role ${role.name} password '${password}'`);
  await administer(url, `alter database ${new URL(url).pathname.slice(1)} owner to ${role.name}`);
  const DATABASE_URL = Object.assign(new URL(role.url), { password }).href;
  const secrets = namedSecrets();
  return {
    environment: { ...ISSUER, DATABASE_URL, WORKERS: '2', ...secrets },
    secrets: { ...secrets, 'database password': password },
    faultsOf: (table) => [goneFault(table), rowFault(table)],
    query: (sql) => administer(url, sql),
  };
}

/** Returns a secret in the encodings in which it could appear: plain, URL-encoded and base64. */
function formsOf(secret: string): string[] {
  const forms = [
    secret,
    decodeURIComponent(secret),
    encodeURIComponent(secret),
    btoa(secret),
    btoa(secret).slice(0, -4),
  ];
  return [...new Set(forms)];
}

/** Asserts that a text contains no secret. A failure prints only the names of the secrets that were found. */
export function expectNone(secrets: Headers, text: string): void {
  const found = Object.entries(secrets).filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)));
  expect(found.map(([name]) => name)).to.deep.equal([]);
}
