import { CreateTables } from './0001-create-tables.ts';

/** All migrations, in the order in which they run. A released migration never changes; a new one follows it. */
const MIGRATIONS = {
  '0001-create-tables': CreateTables,
};

export const migrations = Object.entries(MIGRATIONS).map(([name, migration]) => ({ name, class: migration }));
