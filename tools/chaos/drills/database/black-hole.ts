import { setTimeout as delay } from 'node:timers/promises';
import { checkRecovery } from '../../checks/recovery.ts';
import { timeToFirstWrite } from '../../checks/time-to-first-write.ts';
import { BackgroundLoad } from '../../clients/background-load.ts';
import { KeylessWriters } from '../../clients/keyless-writers.ts';
import type { Environment } from '../../environment/environment.ts';
import { loseReplies } from '../../environment/lose-replies.ts';
import type { Drill } from '../drill.ts';
import { noteKeyless, noteRecovery } from '../note.ts';
import { ms } from '../verdict.ts';

const CLIENTS = 20;
const KEYLESS = 4;

const BREAKS: readonly (readonly [harm: (environment: Environment) => unknown, lasts: number])[] = [
  [({ proxy }) => proxy.hold(), 12_000],
  [({ proxy }) => proxy.cut(), 0],
  [({ proxy }) => proxy.cutAfter(100), 1000],
  [({ proxy }) => proxy.cutAfter(3000), 1000],
  [({ proxy }) => loseReplies(proxy, 20, 10), 0],
  [({ proxy }) => proxy.hold(), 3000],
];

export const blackHole: Drill = {
  id: 'F5',
  name: 'black-hole',
  promise: 'A network that drops packets, resets or cuts connections to the database delays no client for long',
  bound:
    'every answer in ≤ 10.5 s, 503 or 504; first success ≤ 2 s after the network is back; then 1,000 of 1,000; pool whole',
  async run(environment, verdict) {
    const background = new BackgroundLoad(environment, CLIENTS);
    const keyless = new KeylessWriters(environment, KEYLESS);
    let slowest = 0;
    for (const [harm, lasts] of BREAKS) {
      await delay(500);
      await harm(environment);
      await delay(lasts);
      await environment.proxy.pass();
      slowest = Math.max(slowest, await timeToFirstWrite(environment));
    }
    await background.stop();
    const { writes, wrong } = await keyless.stop();
    const { results } = background;
    const failed = results.filter(({ status }) => status >= 300 || status === 0);
    const longest = Math.max(...results.map(({ took }) => took));
    verdict.note(`slowest answer ${ms(longest)}`, longest <= 10_500);
    verdict.note(
      `${failed.length} of ${results.length.toLocaleString('en')} failed`,
      failed.every(({ status }) => status === 503 || status === 504),
    );
    verdict.note(`first success after ${ms(slowest)} at most`, slowest <= 2000);
    noteKeyless(verdict, writes, wrong);
    noteRecovery(verdict, await checkRecovery(environment));
  },
};
