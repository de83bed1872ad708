import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { printLine } from '../support/print-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { build } from './build.ts';
import { Container } from './container.ts';

// Builds the image without Docker, runs two containers of the image one after the other on one volume, and restores a
// backup into another volume. Containers and builder use the network of this machine.

/** The interval of the health checks of a starting container, and their time limit, in milliseconds. */
const HEALTH = { poll: 200, timeout: 30_000 };

const MISSING = ['debootstrap', 'unshare', 'setpriv', 'chroot', 'npm'].filter(
  (program) => !(process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program))),
);
if (process.getuid?.() !== 0 || MISSING.length > 0) {
  printLine(`Skipped: this needs root on Linux, and ${MISSING.join(', ') || 'nothing else'}.`);
  process.exit(69);
}

const started = performance.now();
const image = build(temporaryFolder(), step);
const built = performance.now();
const data = newVolume();
const [volume = ''] = image.volumes;
const port = await freePort();
const service = `http://127.0.0.1:${port}`;
const environment = { PORT: String(port), AUTH_SECRET: 'a secret of this run, which nobody else knows' };

const open = new Container(image, { volumes: { [volume]: data }, environment: { PORT: String(port) } });
check(
  'without AUTH_SECRET it exits with 78 and says what to set',
  [await open.ended, /set AUTH_SECRET/.test(open.log)],
  [78, true],
);

const first = run({ [volume]: data });
await healthy(first);
check('it runs as the user of the image', first.exec('id', '-u').output.trim(), image.user.split(':')[0]);
check('its root is read-only', first.exec('touch', '/opt/taskport/x').status, 1);
check('it has no npm', first.exec('sh', '-c', 'command -v npm').status, 127);
check('the page is in it', (await fetch(`${service}/app/`)).status, 200);
const { output } = first.exec('taskport', 'user', 'add', 'ann@home.example');
const id = /\(([\w-]{36})\)/.exec(output)?.[1] ?? '';
const secret = /tp_\w+/.exec(first.exec('taskport', 'token', 'create', 'Trial', '--user', id).output)?.[0];
const tasks = {
  url: `${service}/api/me/tasks`,
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
};
for (const title of ['Buy milk', 'Read', 'Sleep'])
  await fetch(tasks.url, { ...tasks, method: 'POST', body: JSON.stringify({ title }) });
const before = await (await fetch(tasks.url, tasks)).text();
check('it stores tasks', JSON.parse(before).length, 3);
check('it makes a backup', first.exec('taskport', 'backup', '/data/backup.db').status, 0);
check('it stops with 0', await first.stop(), 0);

const second = run({ [volume]: data });
await healthy(second);
check('its successor has the same tasks', await (await fetch(tasks.url, tasks)).text(), before);
check('its successor stops with 0', await second.stop(), 0);

const restored = { [volume]: newVolume(), '/tasks.db': join(data, 'backup.db') };
const restore = new Container(
  { ...image, command: ['taskport', 'restore', '/tasks.db'] },
  { volumes: restored, environment },
);
check('a backup is restored into an empty volume', await restore.ended, 0);
const third = run(restored);
await healthy(third);
check('the restored store has the same tasks', await (await fetch(tasks.url, tasks)).text(), before);
check('the third container stops with 0', await third.stop(), 0);
const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(0);
const [size = ''] = execFileSync('du', ['-sm', join(image.root, 'opt')], { encoding: 'utf8' }).split('\t');
printLine(`The image adds ${size} MB to its base`);
printLine(`Built in ${seconds(started, built)} s, tried in ${seconds(built, performance.now())} s`);

function run(volumes: Readonly<Record<string, string>>): Container {
  return new Container(image, { volumes, environment });
}

/** Returns an empty folder owned by the image's user, as Docker would initialize a new volume. */
function newVolume(): string {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  const [user = 0, group = 0] = image.user.split(':').map(Number);
  chownSync(folder, user, group);
  return folder;
}

async function healthy(container: Container): Promise<void> {
  const from = performance.now();
  while (performance.now() - from < HEALTH.timeout) {
    const { status } = container.exec(...image.healthcheck);
    if (status === 0) {
      step(`healthy after ${Math.round(performance.now() - from)} ms`);
      return check('/health answers 200', (await fetch(`${service}/health`)).status, 200);
    }
    await delay(HEALTH.poll);
  }
  throw new Error(`The container did not become healthy:\n${container.log}`);
}

function check(what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${what}: ${JSON.stringify(actual)}, and not ${JSON.stringify(expected)}`);
  printLine(`✓ ${what}`);
}

function step(line: string): void {
  printLine(`  ${line}`);
}
