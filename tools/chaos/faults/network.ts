import { loseReplies } from '../environment/lose-replies.ts';
import type { Fault } from './fault.ts';

const AWAY = [503, 504];

/** Faults of the network between the service and its database. */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'connections cut',
    target: 'network',
    excuses: AWAY,
    async inject({ proxy }) {
      proxy.cut();
      return undefined;
    },
  },
  {
    name: 'connections cut after some bytes',
    target: 'network',
    lasts: [200, 3000],
    excuses: AWAY,
    choose: (random) => ({ bytes: random.pick([random.between(1, 500), random.between(500, 20_000)]) }),
    async inject({ proxy }, { bytes = 1 }) {
      proxy.cutAfter(bytes);
      return () => proxy.pass();
    },
  },
  {
    name: 'black hole',
    target: 'network',
    lasts: [1000, 8000],
    excuses: AWAY,
    choose: (random) => ({ delivers: random.between(0, 1) }),
    async inject({ proxy }, { delivers }) {
      proxy.hold();
      return async () => {
        // The data that was held back arrives late, or is lost if the connections are cut.
        if (delivers === 0) proxy.cut();
        await proxy.pass();
      };
    },
  },
  {
    name: 'connections refused',
    target: 'network',
    lasts: [1000, 3000],
    excuses: AWAY,
    async inject({ proxy }) {
      await proxy.refuse();
      return () => proxy.pass();
    },
  },
  {
    name: 'replies lost',
    target: 'network',
    excuses: AWAY,
    choose: (random) => ({ late: random.between(10, 60), times: random.between(3, 15) }),
    async inject({ proxy }, { late = 10, times = 1 }) {
      await loseReplies(proxy, late, times);
      return undefined;
    },
  },
  {
    name: 'slow network',
    target: 'network',
    lasts: [1000, 4000],
    excuses: AWAY,
    choose: (random) => ({ late: random.between(5, 60) }),
    async inject({ proxy }, { late = 5 }) {
      proxy.slow(late);
      return () => proxy.pass();
    },
  },
];
