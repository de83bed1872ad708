import { CreateTables } from './0001-create-tables.ts';

/** All migrations, in the order in which they run. A released migration never changes; a new one follows it. */
export const migrations = [{ name: '0001-create-tables', class: CreateTables }];
