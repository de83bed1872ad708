import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

export const secondInstance: Drill = {
  id: 'F18',
  name: 'second-instance',
  promise:
    'The folder of an embedded database belongs to one process: a second one exits, and after a kill the next takes over',
  bound: 'exit 75 in ≤ 1 s',
  startsItself: true,
  async run(environment, verdict) {
    const variables = { DATABASE_URL: '', DATA_DIR: temporaryFolder() };
    await environment.startServiceWith(variables).ready();
    const started = performance.now();
    const second = spawn(process.execPath, ['src/main.ts'], {
      env: { PATH: process.env.PATH, ...variables, PORT: '0' },
      stdio: 'ignore',
    });
    const [status] = await once(second, 'exit');
    const took = performance.now() - started;
    verdict.note(`exit ${status} in ${ms(took)}`, status === 75 && took <= 1000);
    await environment.server.end('SIGKILL');
    const killed = performance.now();
    await environment.startServiceWith(variables).ready();
    verdict.note(`after a kill the next is ready in ${ms(performance.now() - killed)}`);
  },
};
