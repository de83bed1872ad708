import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

export const secondInstance: Drill = {
  id: 'F18',
  name: 'second-instance',
  promise:
    'One folder of an embedded database is one process’s: a second one leaves, and after a kill the next takes over',
  bound: 'exit 75 in ≤ 1 s',
  startsItself: true,
  async run(stage, verdict) {
    const environment = { DATABASE_URL: '', DATA_DIR: temporaryFolder() };
    await stage.raiseWith(environment).ready();
    const begun = performance.now();
    const second = spawn(process.execPath, ['src/main.ts'], {
      env: { PATH: process.env.PATH, ...environment, PORT: '0' },
      stdio: 'ignore',
    });
    const [status] = await once(second, 'exit');
    const took = performance.now() - begun;
    verdict.note(`exit ${status} in ${ms(took)}`, status === 75 && took <= 1000);
    await stage.server.end('SIGKILL');
    const killed = performance.now();
    await stage.raiseWith(environment).ready();
    verdict.note(`after a kill the next is ready in ${ms(performance.now() - killed)}`);
  },
};
