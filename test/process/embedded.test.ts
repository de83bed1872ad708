import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { allChanges } from '../support/answers.ts';
import { allIds, startLoad } from '../support/load.ts';
import { startProcess } from '../support/service/process.ts';

describe('a process on the embedded database', () => {
  const folder = temporaryFolder();
  const user = randomUUID();
  const path = `/api/${user}/tasks`;
  const start = () => startProcess({ DATA_DIR: folder });
  let acknowledged: string[] = [];

  it('locks its folder, so that a second process exits with status 75 and names the first', async () => {
    const first = start();
    const address = await first.listening();
    const second = start();
    expect(await second.gone).to.equal(75);
    expect(second.errors()).to.include(folder).and.include(`process id ${first.pid}`);
    await first.line('ready');
    expect((await ask('GET', `${address}/health`)).status).to.equal(200);
    first.child.kill('SIGTERM');
    expect(await first.gone).to.equal(0);
  });

  for (let round = 1; round <= 5; round++) {
    it(`keeps every acknowledged write when it is killed under load and restarted, in round ${round}`, async () => {
      const service = start();
      const address = await service.listening();
      await service.line('ready');
      expect(await allIds(address + path)).to.include.members(acknowledged);
      const load = startLoad(() => address + path);
      await load.more(100);
      service.child.kill('SIGKILL');
      await service.gone;
      await load.stop();
      acknowledged = [...acknowledged, ...load.acknowledged];
    });
  }

  it('lists every acknowledged task once after all restarts, and numbers the changes in its log without a gap', async () => {
    const service = start();
    const address = await service.listening();
    await service.line('ready');
    const ids = await allIds(address + path);
    expect(ids).to.include.members(acknowledged);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(acknowledged.length).to.be.at.least(500);
    const changes = await allChanges(`${address}/api/${user}/changes`);
    expect(changes.map(({ seq }) => seq)).to.deep.equal(ids.map((_, i) => i + 1));
    expect(changes.map(({ task_id }) => task_id)).to.have.members(ids);
    service.child.kill('SIGINT');
    expect(await service.gone).to.equal(0);
  });
});
