import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { parse } from '../../../support/wire.ts';
import { fetchOnce } from '../../clients/fetch-once.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const CONNECTIONS = 100;
const USERS = 20;
/** The time for which clients write before the backup begins, and again after it has ended. */
const AROUND_MS = 3_000;

/** A user, and the titles of the user's tasks whose creation was acknowledged, by the `seq` of the creation. */
interface Writer {
  readonly user: string;
  readonly titles: Map<number, string>;
}

export const backup: Drill = {
  id: 'F26',
  name: 'backup',
  promise:
    'A backup of the embedded database under load, restored elsewhere, has each user’s log up to one change, and nothing after it',
  bound: `${CONNECTIONS} connections: of the acknowledged writes up to the backup’s last \`seq\` 0 missing; of each user all that were acknowledged before it began; 0 after, 0 gaps`,
  startsItself: true,
  async run(environment, verdict) {
    const folder = temporaryFolder();
    const [data, file, restored] = ['data', 'tasks.db', 'restored'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const writers = Array.from({ length: USERS }, () => ({ user: randomUUID(), titles: new Map<number, string>() }));
    await environment.startServiceWith({ DATABASE_URL: '', DATA_DIR: data }).ready();
    let isOver = false;
    const clients = Array.from({ length: CONNECTIONS }, async (_, n) => {
      while (!isOver) await create(environment, writers[n % USERS] as Writer);
    });
    await delay(AROUND_MS);
    const before = writers.map(({ titles }) => Math.max(...titles.keys()));
    const started = performance.now();
    await run(data, 'backup', file);
    const took = performance.now() - started;
    await delay(AROUND_MS);
    isOver = true;
    await Promise.all(clients);
    await environment.server.end('SIGTERM');
    await run(restored, 'restore', file);
    await environment.startServiceWith({ DATABASE_URL: '', DATA_DIR: restored }).ready();
    const megabytes = (statSync(file).size / 1e6).toFixed(1);
    verdict.note(`a backup of ${megabytes} MB took ${ms(took)} while ${CONNECTIONS} connections wrote`);
    const sum = { kept: 0, later: 0, missing: 0, early: 0, gaps: 0, foreign: 0, leaked: 0 };
    for (const [i, { user, titles }] of writers.entries()) {
      const log = await titlesBySeq(environment, user);
      const [head, known] = [log.length, new Set(log.map(({ title }) => title))];
      if (head < (before[i] ?? 0)) sum.early++;
      for (const [seq, title] of titles) {
        if (seq > head) sum.later++;
        if (seq > head && known.has(title)) sum.leaked++;
        if (seq > head) continue;
        if (log[seq - 1]?.title === title) sum.kept++;
        else sum.missing++;
      }
      sum.gaps += log.filter(({ seq }, n) => seq !== n + 1).length;
      sum.foreign += log.filter(({ seq, title }) => titles.has(seq) && titles.get(seq) !== title).length;
      sum.foreign += (await countOfTasks(environment, user)) === head ? 0 : 1;
    }
    const { kept, later, missing, early, gaps, foreign, leaked } = sum;
    verdict.note(
      `${kept.toLocaleString('en')} acknowledged up to its last \`seq\`, ${missing} missing, ${gaps} gaps`,
      missing + gaps === 0 && kept > 0,
    );
    verdict.note(
      `${later.toLocaleString('en')} acknowledged after it, ${leaked} of them in it`,
      leaked === 0 && later > 0,
    );
    verdict.deny(`${early} users lack a write that was acknowledged before the backup began`, early > 0);
    verdict.deny(`${foreign} changes or tasks are not those of the log`, foreign > 0);
    await environment.server.end('SIGTERM');
  },
};

async function create({ caller }: Environment, { user, titles }: Writer): Promise<void> {
  const title = randomUUID();
  const { status, headers } = await caller.create(user, title);
  if (status === 201) titles.set(Number(headers['taskport-seq']), title);
}

/** Runs a Taskport command on a data folder. @throws Error with the output of the command */
async function run(folder: string, ...args: string[]): Promise<void> {
  const env = { PATH: process.env.PATH, DATA_DIR: folder };
  await promisify(execFile)(process.execPath, ['src/main.ts', ...args], { env });
}

async function titlesBySeq({ url }: Environment, user: string): Promise<{ seq: number; title: string | undefined }[]> {
  const found: { seq: number; title: string | undefined }[] = [];
  for (;;) {
    const { text } = await fetchOnce(`${url}/api/${user}/changes?since=${found.at(-1)?.seq ?? 0}&limit=500`);
    const page = parse<{ changes: { seq: number; task?: { title: string } }[] }>(text)?.changes ?? [];
    if (page.length === 0) return found;
    found.push(...page.map(({ seq, task }) => ({ seq, title: task?.title })));
  }
}

async function countOfTasks({ url }: Environment, user: string): Promise<number> {
  for (let offset = 0; ; offset += 100) {
    const page = parse<unknown[]>((await fetchOnce(`${url}/api/${user}/tasks?limit=100&offset=${offset}`)).text) ?? [];
    if (page.length < 100) return offset + page.length;
  }
}
