import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { SmallDisk } from '../../../tools/chaos/environment/small-disk.ts';
import { ask } from '../../../tools/support/client.ts';
import { errorIn, taskIn } from '../../support/answers.ts';
import { startProcess } from '../../support/service/process.ts';

/**
 * A pause, in milliseconds, after which the service has emptied and shrunk its files. It does so after 1,000 ms without
 * a write.
 */
const IDLE_MS = 1_500;

describe('a process on the embedded database on a full disk', () => {
  it('refuses writes with 503 storage_full, serves reads, and recovers without a restart', async function () {
    using disk = SmallDisk.open(24);
    if (disk === undefined) {
      process.stderr.write(
        '\n  WARNING: the full disk is not tested, because only root on Linux can mount a small disk.\n',
      );
      this.skip();
    }
    const service = startProcess({ DATA_DIR: join(disk.folder, 'data') });
    const path = `${await service.listening()}/api/${randomUUID()}/tasks`;
    await service.line('ready');
    const create = () => ask('POST', path, { body: { title: 'x' } });
    taskIn(await create(), 201);
    const filler = join(disk.folder, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(24 * 1024 * 1024))).to.throw('ENOSPC');
    for (const wait of [0, IDLE_MS, 0]) {
      await delay(wait);
      errorIn(await create(), 503, 'storage_full');
      expect((await ask('GET', path)).json).to.have.length(1);
    }
    rmSync(filler);
    taskIn(await create(), 201);
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });
});
