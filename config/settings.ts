import * as v from 'valibot';
import { SECRET_FILES } from './secret-file.ts';
import { stripped } from './variable.ts';

/** A variable as `taskport check` prints it. A secret `value` is hidden; `source` says where the value is set. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const HIDDEN = '(hidden)';
const NONE = '(none)';

/** The variables that have a secret value, but no variant `…_FILE` that names a file with the secret. */
const PASSWORDS = ['PGPASSWORD'];
/** The variables of the PostgreSQL client that `taskport check` prints if they are set. */
const OF_CLIENT = ['PGPASSWORD', 'PGPASSFILE'];

/**
 * Returns the value and the source of each variable, for `taskport check`. The variables must be valid.
 *
 * @param schemas the schema of each variable, which contains the default value
 * @param variables the environment, completed by the file `.env`
 * @param own the names of the variables whose values come from the environment, not from the file `.env`
 * @param derived the values of variables whose default depends on the machine or on other variables
 */
export function settingsOf(
  schemas: Readonly<Record<string, v.GenericSchema<string | undefined, unknown>>>,
  variables: Variables,
  own: ReadonlySet<string>,
  derived: Variables,
): Setting[] {
  const of = (name: string) => stripped(variables[name] ?? '');
  const sourceOf = (name: string) => (own.has(name) ? 'environment' : '.env');
  const all = Object.keys(schemas).map((name) => {
    const file = `${name}_FILE`;
    if (of(name) !== '') return { name, value: shown(name, of(name)), source: sourceOf(name) };
    if (of(file) !== '')
      return { name, value: HIDDEN, source: `file ${of(file)}, named by ${file} (${sourceOf(file)})` };
    return { name, value: derived[name] ?? fallbackOf(schemas[name]), source: 'default' };
  });
  const client = OF_CLIENT.filter((name) => of(name) !== '');
  return [...all, ...client.map((name) => ({ name, value: shown(name, of(name)), source: sourceOf(name) }))];
}

function shown(name: string, value: string): string {
  if (name === 'DATABASE_URL') return withoutPassword(value);
  return PASSWORDS.includes(name) || SECRET_FILES.includes(`${name}_FILE`) ? HIDDEN : value;
}

/** Returns the URL of a database with `***` in place of its password. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:/?@]*):[^/?@]*@/i, '$1:***@').replace(/([?&]password=)[^&]*/gi, '$1***');
}

function fallbackOf(schema: v.GenericSchema<string | undefined, unknown> | undefined): string {
  const value = schema === undefined ? undefined : v.parse(schema, undefined);
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return NONE;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).join('/');
}
