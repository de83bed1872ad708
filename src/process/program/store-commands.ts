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

export const exportTasks = command({
  name: 'export',
  summary: 'Writes the tasks and the log of one user, or of all, as JSON Lines.',
  details: [
    'It works while a service runs. Tasks have their whole log, so an import elsewhere continues it. Accounts, API ' +
      'tokens, the audit and idempotency keys are not part of it. The format is described in docs/export.md.',
  ],
  usage: ['[--user ID] [--output FILE]'],
  operands: [],
  options: {
    user: { type: 'string', value: 'ID', help: 'the only user to export; all by default' },
    output: {
      type: 'string',
      value: 'FILE',
      help: 'a new file, which only you can read; - is the standard output, the default',
    },
  },
  examples: [
    ['export --output tasks.jsonl', 'everything in tasks.jsonl'],
    ['export --user 3fa85f64-5717-4562-b3fc-2c963f66afa6 | gzip > tasks.jsonl.gz', 'one user, compressed'],
  ],
  exits: ['ok', 'noInput', 'unavailable', 'cannotCreate', 'io', 'noPermission', 'config'],
  run: async ({ options }) => (await import('../commands/export-command.ts')).exportStore(readConfig(), options),
});

export const importTasks = command({
  name: 'import',
  summary: 'Imports an export of Taskport, or one of another program for one user.',
  details: [
    'An export of Taskport comes with its log, number for number. A user whom the store has already is refused, unless ' +
      'everything is the same. Either all users are imported, or none.',
    'The tasks of another program are added to those of a user, all or none. What Taskport has no field for stands in ' +
      'the description and is printed, line by line. Tasks that were imported before stay as they are.',
    'The embedded store must not be in use. PostgreSQL may be, but no service can start there meanwhile.',
  ],
  usage: ['FILE [--user ID] [--as ID] [--format NAME] [--dry-run]'],
  operands: [{ name: 'FILE', help: 'the file to import; - is the standard input' }],
  options: {
    user: {
      type: 'string',
      value: 'ID',
      help: 'whose tasks they become, or the only user to take from an export of Taskport',
    },
    as: { type: 'string', value: 'ID', help: 'another id for the one user of an export of Taskport' },
    format: {
      type: 'string',
      value: 'NAME',
      help:
        'taskport, todoist-csv, todoist-api, google-tasks, microsoft-todo, vikunja, taskwarrior, icalendar or todotxt; ' +
        'it is recognised by default',
    },
    'dry-run': { type: 'boolean', help: 'only print what would happen' },
  },
  examples: [
    ['import tasks.jsonl', 'an export of Taskport'],
    ['import Inbox.csv --user 3fa85f64-5717-4562-b3fc-2c963f66afa6 --dry-run', 'what of Todoist cannot be kept'],
  ],
  exits: ['ok', 'data', 'noInput', 'unavailable', 'cannotCreate', 'temporary', 'noPermission', 'config'],
  run: async ({ operands: [file], options }) =>
    (await import('../commands/import-command.ts')).importFile(readConfig(), file, options),
});
