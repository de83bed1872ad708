import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { parse } from '../../../support/wire.ts';
import { fetchOnce } from '../../clients/fetch-once.ts';
import type { Environment } from '../../environment/environment.ts';
import { SmallDisk } from '../../environment/small-disk.ts';
import type { Drill } from '../drill.ts';
import { ms, type Verdict } from '../verdict.ts';

const KILLS = 20;
const WRITES_BEFORE_FULL = 200;
/** The time with a full disk: longer than the idle time after which the service truncates SQLite's write-ahead log. */
const FULL_MS = 2_500;
const READS = 100;

export const embeddedKilled: Drill = {
  id: 'F1e',
  name: 'embedded-killed',
  promise: 'The service with the embedded database may be killed at any time, without a loss or a double',
  bound: '20 kills under load: 0 missing, 0 doubled, no gap in `seq`, ready ≤ 3 s',
  startsItself: true,
  async run(environment, verdict) {
    const variables = { DATABASE_URL: '', DATA_DIR: temporaryFolder() };
    let slowest = 0;
    const titles: string[] = [];
    const user = randomUUID();
    await environment.startServiceWith(variables).ready();
    for (let kill = 0; kill < KILLS; kill++) {
      let isKilled = false;
      const clients = Array.from({ length: 8 }, async () => {
        while (!isKilled) {
          const title = randomUUID();
          const { status } = await environment.caller.create(user, title);
          if (status === 201) titles.push(title);
        }
      });
      await delay(500);
      const killed = environment.server.end('SIGKILL');
      isKilled = true;
      await Promise.all([killed, ...clients]);
      const started = performance.now();
      await environment.startServiceWith(variables).ready();
      slowest = Math.max(slowest, performance.now() - started);
    }
    verdict.note(`${KILLS} kills, ready in ${ms(slowest)} at most`, slowest <= 3_000);
    await noteStored(environment, verdict, user, titles);
  },
};

export const embeddedDiskFull: Drill = {
  id: 'F9e',
  name: 'embedded-disk-full',
  promise: 'With a full disk under the embedded database, writes are refused, reads go on, and it recovers by itself',
  bound: `writes 503 \`storage_full\`, ${READS} of ${READS} reads, for ${FULL_MS / 1000} s; then 201 without a restart; nothing acknowledged missing`,
  startsItself: true,
  excuses: [503],
  async run(environment, verdict) {
    using disk = SmallDisk.open(48);
    if (disk === undefined) return verdict.note('skipped, because only root can mount a small disk');
    const variables = { DATABASE_URL: '', DATA_DIR: join(disk.folder, 'data') };
    await environment.startServiceWith(variables).ready();
    const user = randomUUID();
    const filler = join(disk.folder, 'filler');
    const titles: string[] = [];
    const create = async (title: string) => {
      const { status, text, error } = await environment.caller.create(user, title);
      if (status === 201) titles.push(title);
      return status === 0
        ? String(error)
        : `${status}${status === 503 ? ` ${parse<{ code: string }>(text)?.code}` : ''}`;
    };
    let outcome = await create('task-0');
    for (let n = 1; outcome === '201' && n < 20_000; n++) {
      if (n === WRITES_BEFORE_FULL) fillDisk(filler);
      outcome = await create(`task-${n}`);
    }
    const before = titles.length;
    const refusals = new Set([outcome]);
    let reads = 0;
    for (let i = 0; i < READS; i++) {
      refusals.add(await create(`full-${i}`));
      const { status } = await environment.caller.call({ path: `/api/${user}/tasks?offset=${i}` });
      if (status === 200) reads++;
      await delay(FULL_MS / READS);
    }
    await delay(FULL_MS);
    refusals.add(await create('full'));
    const answers = [...refusals].join(', ');
    verdict.note(`after ${before - WRITES_BEFORE_FULL} more writes all ${answers}`, answers === '503 storage_full');
    verdict.note(`${reads} of ${READS} reads`, reads === READS);
    rmSync(filler);
    const first = await create('again');
    verdict.note(`with space again, ${first} at the first attempt without a restart`, first === '201');
    await noteStored(environment, verdict, user, titles);
    if (!environment.server.hasEnded) await environment.server.end('SIGKILL');
    await environment.startServiceWith(variables).ready();
    await noteStored(environment, verdict, user, titles, ' after a restart');
    await environment.server.end('SIGKILL');
  },
};

/** Adds two checks to the verdict: each acknowledged task is stored exactly once, and the change log has no gap. */
async function noteStored(
  environment: Environment,
  verdict: Verdict,
  user: string,
  titles: string[],
  when = '',
): Promise<void> {
  const stored = await titlesOf(environment, user);
  const known = new Set(stored);
  const missing = titles.filter((title) => !known.has(title)).length;
  const doubled = stored.length - known.size;
  verdict.note(
    `${titles.length.toLocaleString('en')} acknowledged, ${missing} missing, ${doubled} doubled${when}`,
    missing + doubled === 0,
  );
  const seqs = await seqsOf(environment, user);
  verdict.deny('the log has a gap', seqs.some((seq, i) => seq !== i + 1) || seqs.length !== stored.length);
}

/** Appends to a file until less than 1 MiB of disk space is free. */
function fillDisk(file: string): void {
  const block = Buffer.alloc(1024 * 1024, 'x');
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

async function titlesOf({ url }: Environment, user: string): Promise<string[]> {
  const titles: string[] = [];
  for (let offset = 0; ; offset += 100) {
    const page = parse<{ title: string }[]>(
      (await fetchOnce(`${url}/api/${user}/tasks?limit=100&offset=${offset}`)).text,
    );
    if (!Array.isArray(page) || page.length === 0) return titles;
    titles.push(...page.map(({ title }) => title));
  }
}

async function seqsOf({ url }: Environment, user: string): Promise<number[]> {
  const seqs: number[] = [];
  for (;;) {
    const { text } = await fetchOnce(`${url}/api/${user}/changes?since=${seqs.length}&limit=500`);
    const page = parse<{ changes: { seq: number }[] }>(text)?.changes ?? [];
    if (page.length === 0) return seqs;
    seqs.push(...page.map(({ seq }) => seq));
  }
}
