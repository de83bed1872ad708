import { Random } from '../../support/random.ts';
import { disconnect } from '../clients/disconnect.ts';
import { Flood } from '../clients/flood.ts';
import { sendHostile } from '../clients/hostile.ts';
import { SlowSender } from '../clients/slow-sender.ts';
import type { Fault } from './fault.ts';

/** Faults caused by misbehaving clients. The only effect they may have on other clients is a 503 under overload. */
export const CLIENT_FAULTS: readonly Fault[] = [
  {
    name: 'slowloris',
    target: 'clients',
    lasts: [1000, 5000],
    excuses: [],
    choose: (random) => ({ sockets: random.between(200, 1000) }),
    async inject({ url }, { sockets = 0 }) {
      const senders = Array.from({ length: sockets }, (_, n) => new SlowSender(url, n % 2 === 0 ? 'head' : 'body'));
      return async () => {
        for (const sender of senders) sender.leave();
        await Promise.all(senders.map(({ closed }) => closed));
      };
    },
  },
  {
    name: 'flood',
    target: 'clients',
    excuses: [503],
    choose: (random) => ({
      connections: random.between(100, 1000),
      rate: random.between(5, 30) * 1000,
      seconds: random.between(1, 3),
    }),
    async inject({ url, checker }, { connections = 1, rate = 1, seconds = 1 }) {
      await using flood = new Flood();
      const { statuses, withoutDetail } = await flood.run({ url, connections, rate, seconds });
      for (const [status, count] of Object.entries(statuses)) {
        if (!/^(0|201|503|504)$/.test(status)) checker.report('status', `${count} replies to the flood were ${status}`);
      }
      if (withoutDetail > 0) checker.report('detail', `${withoutDetail} error replies to the flood have no detail`);
      return undefined;
    },
  },
  {
    name: 'hostile requests',
    target: 'clients',
    excuses: [],
    choose: (random) => ({ count: random.between(50, 300), seed: random.between(0, 2 ** 31 - 1) }),
    async inject({ url, checker }, { count = 0, seed = 0 }) {
      await sendHostile(url, checker, count, seed);
      return undefined;
    },
  },
  {
    name: 'clients that disconnect',
    target: 'clients',
    excuses: [],
    choose: (random) => ({ count: random.between(50, 300), seed: random.between(0, 2 ** 31 - 1) }),
    async inject({ url }, { count = 0, seed = 0 }) {
      await disconnect(url, count, new Random(seed));
      return undefined;
    },
  },
];
