import cluster from 'node:cluster';
import { readConfig } from '../../../config/env.ts';
import release from '../../../package.json' with { type: 'json' };
import { command } from './command.ts';

const CONFIGURED = 'The configuration is in the environment and in the file .env: "taskport check" shows it.';

export const serve = command({
  name: 'serve',
  summary: 'Serves until a signal stops it. It is what "taskport" does without a command.',
  details: [CONFIGURED, 'It migrates the database first, if that has the schema of an older release.'],
  usage: [''],
  operands: [],
  options: {},
  examples: [
    ['serve', 'on the embedded store in ./data, at http://127.0.0.1:8000'],
    ['serve', 'on PostgreSQL, if DATABASE_URL=postgres://… is set'],
  ],
  exits: ['ok', 'unavailable', 'software', 'temporary', 'config'],
  run: () => serveConfigured(),
});

/** Serves in this process, or as the primary process of several workers if the configuration has more than one. */
async function serveConfigured(): Promise<void> {
  const config = readConfig();
  if (config.workers > 1 && cluster.isPrimary) (await import('../workers/run-primary.ts')).runPrimary(config);
  else await (await import('../serve.ts')).serve(config);
}

export const migrate = command({
  name: 'migrate',
  summary: 'Migrates the database to the schema of this release, and ends.',
  details: [CONFIGURED, 'It may run while services use PostgreSQL. A database of a newer release is refused.'],
  usage: ['[--distribute]'],
  operands: [],
  options: {
    distribute: {
      type: 'boolean',
      help: 'spread the tables over the machines of Citus by user, in one transaction; stop the services first',
    },
  },
  examples: [['migrate', 'before a new release is started']],
  exits: ['ok', 'unavailable', 'temporary', 'config'],
  run: async ({ options }) => (await import('../serve.ts')).migrate(readConfig(), options),
});

export const check = command({
  name: 'check',
  summary: 'Prints the configuration in effect, or every mistake in it.',
  details: [
    'Each line has a variable, its value, and where the value comes from: the environment, the file .env, the file that ' +
      'a …_FILE names, or the default. No secret is shown. The database is not touched.',
  ],
  usage: ['[--json]'],
  operands: [],
  options: { json: { type: 'boolean', help: 'print one JSON object, for programs' } },
  examples: [['check', 'before the service is started with a changed configuration']],
  exits: ['ok', 'config'],
  run: async ({ options }) => (await import('../commands/check-command.ts')).check(options),
});

export const healthcheck = command({
  name: 'healthcheck',
  summary: 'Asks the service of this configuration whether it is ready, for containers.',
  details: [
    'It asks /readyz at HOST and PORT, over TLS if TLS_CERT is set, and prints the answer. The certificate is not ' +
      'checked, because its name is not the address.',
  ],
  usage: ['[--live] [--timeout SECONDS]'],
  operands: [],
  options: {
    live: { type: 'boolean', help: 'ask /livez, which does not depend on the database' },
    timeout: { type: 'string', value: 'SECONDS', help: 'how long to wait for the answer; 5 by default' },
  },
  examples: [['healthcheck', 'as HEALTHCHECK of an image, whose environment the command shares']],
  exits: ['ok', 'no', 'config'],
  run: async ({ options }) => (await import('../commands/healthcheck-command.ts')).healthcheck(readConfig(), options),
});

export const torture = command({
  name: 'torture',
  summary: 'Sends writes from many clients to a running service, and checks every promise.',
  details: ['It makes users and tasks of its own there, so do not run it against a service in use.'],
  usage: ['[--url URL[,URL…]] [--seconds N] [--clients N] [--users N] [--seed N]'],
  operands: [],
  options: {
    url: { type: 'string', value: 'URL', help: 'the service, or several on one database; http://127.0.0.1:8000' },
    seconds: { type: 'string', value: 'N', help: 'for how long new requests are sent; 20' },
    clients: { type: 'string', value: 'N', help: 'how many clients send them; 32' },
    users: { type: 'string', value: 'N', help: 'for how many users; one for every four clients' },
    seed: { type: 'string', value: 'N', help: 'the seed of every random decision' },
  },
  examples: [['torture --seconds 60', 'for a minute at the default address']],
  exits: ['ok', 'no', 'unavailable'],
  run: async ({ options }) => (await import('../commands/torture-command.ts')).tortureService(options),
});

export const version = command({
  name: 'version',
  summary: 'Prints the release, and the Node that runs it.',
  details: [],
  usage: [''],
  operands: [],
  options: {},
  examples: [['version', 'such as: taskport 1.0.0 (Node 26.0.0)']],
  exits: ['ok'],
  run: async () => {
    process.stdout.write(`taskport ${release.version} (Node ${process.versions.node})\n`);
  },
});
