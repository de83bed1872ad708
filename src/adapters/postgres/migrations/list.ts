import { CreateTables } from './0001-create-tables.ts';
import { AddTaskFields } from './0002-add-task-fields.ts';
import { AddAccess } from './0003-add-access.ts';
import { AddActor } from './0004-add-actor.ts';

/** All migrations, in the order in which they run. Never change a released migration: add a new one at the end. */
const MIGRATIONS = {
  '0001-create-tables': CreateTables,
  '0002-add-task-fields': AddTaskFields,
  '0003-add-access': AddAccess,
  '0004-add-actor': AddActor,
};

export const migrations = Object.entries(MIGRATIONS).map(([name, migration]) => ({ name, class: migration }));
