import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

export const databaseLate: Drill = {
  id: 'F21',
  name: 'database-late',
  promise: 'The service waits for a database that is down when it starts',
  bound: 'the process stays, answers 503 meanwhile, and is ready ≤ 2 s after the database appears',
  startsItself: true,
  async run(environment, verdict) {
    await environment.postgres.end('SIGQUIT');
    const server = environment.startService();
    await server.listening();
    await delay(2000);
    const { status } = await environment.caller.call({ path: '/health' });
    verdict.note(`${status} without the database`, status === 503);
    await environment.postgres.start();
    const started = performance.now();
    await server.ready();
    const took = performance.now() - started;
    verdict.note(`ready ${ms(took)} after the database appears`, took <= 2000);
  },
};

export const configurationWrong: Drill = {
  id: 'F22',
  name: 'configuration-wrong',
  promise: 'A wrong configuration ends the service at once, with one message that names every mistake and no secret',
  bound: 'exit 78 in ≤ 500 ms',
  startsItself: true,
  async run(_stage, verdict) {
    const variables = {
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      WORKERS: 'many',
    };
    const times: number[] = [];
    for (let time = 0; time < 5; time++) {
      const started = performance.now();
      const child = spawn(process.execPath, ['src/main.ts'], { env: { PATH: process.env.PATH, ...variables } });
      const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      times.push(performance.now() - started);
      verdict.deny(`exit status ${status}`, status !== 78);
      const unnamed = Object.keys(variables).filter((name) => !said.includes(name));
      verdict.deny(`the message does not name ${unnamed.join(', ')}`, unnamed.length > 0);
      verdict.deny('the message contains the password', said.includes('hunter2'));
    }
    const median = times.toSorted((a, b) => a - b)[2] as number;
    verdict.note(`exit 78 in ${ms(median)} at the median`, median <= 500);
  },
};
