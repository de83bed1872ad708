import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { RunStatement } from './database.ts';
import { UnfitDatabase } from './session/connect-error.ts';
import { isForbidden, isReadOnly } from './sqlstate.ts';

/** What the statements of this service do to each table. */
const NEEDED = {
  tasks: ['select', 'insert', 'update', 'delete'],
  counters: ['select', 'insert', 'update'],
  changes: ['select', 'insert', 'delete'],
  idempotency_keys: ['select', 'insert', 'delete'],
};

const NEEDS = Object.entries(NEEDED).flatMap(([name, rights]) => rights.map((right) => `('${name}', '${right}')`));

/** The rights that are missing, as they would be granted. */
const MISSING = `
  select string_agg(format('grant %s on %s to %I', rights, name, current_user), '; ' order by name) as missing from (
    select name, string_agg(need, ', ') as rights from (values ${NEEDS.join(', ')}) as needed (name, need)
    where not has_table_privilege(name, need) group by name
  ) needed`;

/** Locks a row that there never is: so it fails where nothing can be written to, and costs no more than a look. */
const CHECK = `
  select missing from (${MISSING}) rights
  left join lateral (select seq from counters where user_id = $1 for update) counter on true`;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What to do where the database says that it is read-only, and is no standby. */
export const READ_ONLY =
  'the database can be read, and not be written to: default_transaction_read_only is on for the role, the database or the ' +
  'server. See why, and then: alter role … (or database …) reset default_transaction_read_only';

/**
 * Makes sure that tasks can be read, and written to.
 *
 * @throws StoreError if not
 */
export async function requireWritable(run: RunStatement): Promise<void> {
  try {
    expectRights(await run<Rights>(CHECK, [NOBODY]));
  } catch (error) {
    if (isReadOnly(error)) throw unfit(READ_ONLY);
    if (isForbidden(error)) expectRights(await run<Rights>(MISSING, []));
    throw error;
  }
}

interface Rights {
  readonly missing: string | null;
}

function expectRights([rights]: readonly Rights[]): void {
  if (rights?.missing) throw unfit(`the role of the service may not do all that it has to: ${rights.missing}`);
}

function unfit(why: string): StoreError {
  return new StoreError('database_unavailable', new UnfitDatabase(why));
}
