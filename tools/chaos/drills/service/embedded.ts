import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { parse } from '../../../support/wire.ts';
import { fetchOnce } from '../../clients/fetch-once.ts';
import type { Environment } from '../../environment/environment.ts';
import { SmallDisk } from '../../environment/small-disk.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const KILLS = 3;
const WRITES_BEFORE_FULL = 200;

export const embeddedKilled: Drill = {
  id: 'F1e',
  name: 'embedded-killed',
  promise: 'The service with the embedded database may be killed at any time, without a loss or a double',
  bound: '3 kills under load: 0 missing, 0 doubled, ready ≤ 10 s',
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
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const killed = environment.server.end('SIGKILL');
      isKilled = true;
      await Promise.all([killed, ...clients]);
      const started = performance.now();
      await environment.startServiceWith(variables).ready();
      slowest = Math.max(slowest, performance.now() - started);
    }
    const stored = await titlesOf(environment, user);
    const missing = titles.filter((title) => !stored.includes(title)).length;
    const doubled = stored.length - new Set(stored).size;
    verdict.note(`${KILLS} kills, ready in ${ms(slowest)} at most`, slowest <= 10_000);
    verdict.note(
      `${titles.length.toLocaleString('en')} acknowledged, ${missing} missing, ${doubled} doubled`,
      missing + doubled === 0,
    );
  },
};

export const embeddedDiskFull: Drill = {
  id: 'F9e',
  name: 'embedded-disk-full',
  promise: 'A full disk under the embedded database loses no acknowledged write',
  bound: 'writes 503; nothing acknowledged missing, after a restart at the latest',
  startsItself: true,
  excuses: [503, 504],
  async run(environment, verdict) {
    using disk = SmallDisk.open(160);
    if (disk === undefined) return verdict.note('skipped, because only root can mount a small disk');
    const variables = { DATABASE_URL: '', DATA_DIR: join(disk.folder, 'data') };
    await environment.startServiceWith(variables).ready();
    const user = randomUUID();
    const filler = join(disk.folder, 'filler');
    const titles: string[] = [];
    let refusal = await environment.caller.create(user, 'task-0');
    for (let n = 1; refusal.status === 201 && n < 20_000; n++) {
      titles.push(`task-${n - 1}`);
      if (n === WRITES_BEFORE_FULL) fillDisk(filler);
      refusal = await environment.caller.create(user, `task-${n}`);
    }
    verdict.note(
      `after ${titles.length - WRITES_BEFORE_FULL} more writes ${refusal.status || refusal.error} \`${parse<{ code: string }>(refusal.text)?.code}\``,
      refusal.status === 503,
    );
    const read = await environment.caller.call({ path: `/api/${user}/tasks` });
    verdict.note(`reads then ${read.status || read.error}`);
    rmSync(filler);
    const again = await environment.caller.create(user, 'again');
    verdict.note(`with space again, ${again.status || again.error} without a restart`);
    if (again.status === 201) titles.push('again');
    if (!environment.server.hasEnded) await environment.server.end('SIGKILL');
    await environment.startServiceWith(variables).ready();
    const stored = await titlesOf(environment, user);
    const missing = titles.filter((title) => !stored.includes(title)).length;
    verdict.note(`${missing} of ${titles.length} acknowledged missing after a restart`, missing === 0);
    await environment.server.end('SIGKILL');
  },
};

/** Fills the disk, up to less than 1 MiB of free space. */
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
