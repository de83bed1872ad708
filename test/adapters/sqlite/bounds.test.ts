import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { TaskRepository } from '../../../src/ports/task-repository.ts';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { purge } from '../../contract/store/purge.ts';
import { startService } from '../../support/service/service.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';

/** The number of toggles. If the write-ahead log were never emptied, they would fill about 250 MiB of it. */
const TOGGLES = 40_000;
/** The number of clients. With more of them a batch has more toggles, and toggles of the same tasks take less space. */
const CLIENTS = 20;
const MEBIBYTE = 1024 * 1024;

describe('the files of the SQLite store', () => {
  const folder = temporaryFolder();
  const owner = someUser();
  let tasks: TaskRepository;
  let url: string;

  before(async () => {
    const service = await startService({ kind: 'sqlite', dataDir: folder });
    tasks = service.container.get(TaskRepository);
    url = service.url;
  });

  it('have a bounded write-ahead log while tasks are toggled under load', async () => {
    const all = Array.from({ length: 100 }, () => someTask({ userId: owner }));
    await Promise.all(all.map((task) => tasks.add(task, SOMEONE)));
    let left = TOGGLES;
    let largest = 0;
    const client = async () => {
      while (left > 0) {
        const number = left--;
        const { id, updatedAt } = all[number % all.length] as Task;
        await tasks.change(owner, id, (task) => (task as Task).toggle(updatedAt), SOMEONE);
        if (number % 100 !== 0) continue;
        largest = Math.max(largest, sizeOf('-wal'));
        await tasks.list(owner, { offset: 0, limit: 100 });
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    expect(largest / MEBIBYTE).to.be.within(16, 40);
    expect(await tasks.lastSeq(owner)).to.equal(100 + TOGGLES);
  }).timeout(180_000);

  it('have an empty write-ahead log when nothing is written, even while a monitor polls /health', async () => {
    await until(() => sizeOf('-wal') === 0);
  });

  it('shrink after a purge has deleted old rows', async () => {
    expect(sizeOf('') / MEBIBYTE).to.be.above(8);
    const soon = Date.now() + 60_000;
    await purge(tasks, { changes: soon, keys: soon });
    await until(() => sizeOf('') < MEBIBYTE);
    expect((await tasks.list(owner, { offset: 0, limit: 100 })).tasks).to.have.length(100);
  });

  function sizeOf(suffix: string): number {
    return statSync(join(folder, `taskport.db${suffix}`)).size;
  }

  /** Requests /health every 200 ms, like a monitor, until `condition` returns true. */
  async function until(condition: () => boolean): Promise<void> {
    for (let end = Date.now() + 20_000; !condition(); await delay(200)) {
      expect(Date.now(), `file: ${sizeOf('')} bytes, log: ${sizeOf('-wal')} bytes`).to.be.below(end);
      expect((await ask('GET', `${url}/health`)).status).to.equal(200);
    }
  }
});
