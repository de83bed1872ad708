import { setTimeout as delay } from 'node:timers/promises';
import { BackgroundLoad, latency } from '../../clients/background-load.ts';
import { SlowSender } from '../../clients/slow-sender.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const SOCKETS = 1000;
const CLIENTS = 10;
/** The time by which a 408 response may exceed the service's time limit: on a busy machine, clients read it late. */
const TOLERANCE_MS = 200;

export const slowloris: Drill = {
  id: 'F6',
  name: 'slowloris',
  promise: 'Clients that never finish a request get 408, and do not slow down others',
  bound: '1,000 sockets: p95 of other clients ≤ 2 × that before; 408 within 10 s for headers and 30 s for a body',
  excuses: [],
  async run(environment, verdict) {
    const background = new BackgroundLoad(environment, CLIENTS);
    await delay(1000);
    const started = performance.now();
    await delay(4000);
    const before = latency(background.between(started, performance.now()), 95);
    const from = performance.now();
    const senders = Array.from({ length: SOCKETS }, (_, n) => ({
      part: n % 2 === 0 ? ('head' as const) : ('body' as const),
      sender: new SlowSender(environment.url, n % 2 === 0 ? 'head' : 'body'),
    }));
    await delay(9000);
    const during = latency(background.between(from, performance.now()), 95);
    await background.stop();
    const timeout = AbortSignal.timeout(30_000);
    const late = new Promise((resolve) => timeout.addEventListener('abort', resolve));
    await Promise.race([Promise.all(senders.map(({ sender }) => sender.closed)), late]);
    verdict.note(`p95 ${ms(during)}, ${ms(before)} before`, during <= 2 * before);
    for (const [part, limit] of [
      ['head', 10_000],
      ['body', 30_000],
    ] as const) {
      const own = senders.filter((each) => each.part === part).map(({ sender }) => sender);
      const timedOut = own.filter(({ answered }) => answered?.status === 408 && answered.text.includes('"detail"'));
      const longest = Math.max(...timedOut.map(({ answered }) => answered?.after ?? 0));
      verdict.note(
        `${part}: ${timedOut.length} of ${own.length} answered 408 in ${ms(longest)} at most`,
        timedOut.length === own.length && longest <= limit + TOLERANCE_MS,
      );
    }
    for (const { sender } of senders) sender.leave();
  },
};
