import { readConfig, readStores } from '../../../config/env.ts';
import { command } from './command.ts';

export const backup = command({
  name: 'backup',
  summary: 'Copies the embedded store to a new file, even while a service uses it.',
  details: ['The copy is checked. It has everything, accounts included. For PostgreSQL, use pg_dump.'],
  usage: ['FILE'],
  operands: [{ name: 'FILE', help: 'the file to make; it must not exist' }],
  options: {},
  examples: [['backup tasks.db', 'the store of DATA_DIR in tasks.db']],
  exits: ['ok', 'data', 'noInput', 'unavailable', 'cannotCreate', 'io', 'noPermission', 'config'],
  run: async ({ operands: [file] }) => (await import('../commands/backup.ts')).backup(readConfig(), file),
});

export const restore = command({
  name: 'restore',
  summary: 'Copies a backup to a DATA_DIR that has no database.',
  details: ['The service must not run there. A backup of an older release is migrated by the next start.'],
  usage: ['FILE'],
  operands: [{ name: 'FILE', help: 'the backup' }],
  options: {},
  examples: [['restore tasks.db', 'into DATA_DIR']],
  exits: ['ok', 'data', 'noInput', 'unavailable', 'cannotCreate', 'io', 'temporary', 'noPermission', 'config'],
  run: async ({ operands: [file] }) => (await import('../commands/backup.ts')).restore(readConfig(), file),
});

export const copy = command({
  name: 'copy',
  summary: 'Copies everything but accounts to an empty store, and compares every row.',
  details: ['A STORE is the URL of a PostgreSQL database, or the folder of an embedded store.'],
  usage: ['--from STORE --to STORE'],
  operands: [],
  options: {
    from: { type: 'string', value: 'STORE', help: 'the store to read; no service may use an embedded one' },
    to: { type: 'string', value: 'STORE', help: 'the store to fill; it must be empty' },
  },
  examples: [['copy --from ./data --to postgres://user:password@host/name', 'from the embedded store to PostgreSQL']],
  exits: ['ok', 'noInput', 'unavailable', 'cannotCreate', 'temporary', 'config'],
  run: async ({ options: { from, to } }) => (await import('../commands/copy.ts')).copy(...readStores(from, to)),
});
