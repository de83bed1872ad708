import { setTimeout as delay } from 'node:timers/promises';
import { lookAfter } from '../../checks/aftermath.ts';
import { untilServed } from '../../checks/until-served.ts';
import { Background } from '../../clients/background.ts';
import { Keyless } from '../../clients/keyless.ts';
import type { Stage } from '../../environment/environment.ts';
import { loseReplies } from '../../environment/lose-replies.ts';
import type { Drill } from '../drill.ts';
import { noteAftermath, noteKeyless } from '../note.ts';
import { ms } from '../verdict.ts';

const CLIENTS = 20;
const KEYLESS = 4;

const BREAKS: readonly (readonly [harm: (stage: Stage) => unknown, lasts: number])[] = [
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
  promise: 'A network that swallows, resets or breaks off what the database is told holds up nobody for long',
  bound: 'every answer in ≤ 10.5 s, 503 or 504; first success ≤ 2 s after it is back; then 1,000 of 1,000; pool whole',
  async run(stage, verdict) {
    const background = new Background(stage, CLIENTS);
    const keyless = new Keyless(stage, KEYLESS);
    let slowest = 0;
    for (const [harm, lasts] of BREAKS) {
      await delay(500);
      await harm(stage);
      await delay(lasts);
      await stage.proxy.pass();
      slowest = Math.max(slowest, await untilServed(stage));
    }
    await background.stop();
    const { writes, wrong } = await keyless.stop();
    const { taken } = background;
    const failed = taken.filter(({ status }) => status >= 300 || status === 0);
    const longest = Math.max(...taken.map(({ took }) => took));
    verdict.note(`slowest answer ${ms(longest)}`, longest <= 10_500);
    verdict.note(
      `${failed.length} of ${taken.length.toLocaleString('en')} failed`,
      failed.every(({ status }) => status === 503 || status === 504),
    );
    verdict.note(`first success after ${ms(slowest)} at most`, slowest <= 2000);
    noteKeyless(verdict, writes, wrong);
    noteAftermath(verdict, await lookAfter(stage));
  },
};
