import { signal } from '../../support/machine/process-tree.ts';
import type { Stage } from '../environment/environment.ts';
import { terminateEach } from '../environment/terminate.ts';
import type { Fault } from './fault.ts';
import { DISK_FULL } from './fill-disk.ts';

const AWAY = [503, 504];

/** Ends every backend that serves requests. */
const TERMINATE = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport'";

const restart = ({ postgres }: Stage) => postgres.start();

/** What goes wrong with PostgreSQL. */
export const DATABASE_FAULTS: readonly Fault[] = [
  {
    name: 'postgres killed',
    target: 'database',
    lasts: [0, 3000],
    excuses: AWAY,
    async inflict(stage) {
      await stage.postgres.kill();
      return () => restart(stage);
    },
  },
  {
    name: 'postgres restarted at once',
    target: 'database',
    lasts: [0, 1000],
    excuses: AWAY,
    async inflict(stage) {
      await stage.postgres.end('SIGQUIT');
      return () => restart(stage);
    },
  },
  {
    name: 'postgres restarted',
    target: 'database',
    lasts: [0, 1000],
    excuses: AWAY,
    async inflict(stage) {
      await stage.postgres.end('SIGINT');
      return () => restart(stage);
    },
  },
  {
    name: 'one backend terminated',
    target: 'database',
    excuses: AWAY,
    choose: (random) => ({ which: random.between(0, 9) }),
    async inflict(stage, { which = 0 }) {
      await stage.sql(`${TERMINATE} order by pid offset ${which} limit 1`);
      return undefined;
    },
  },
  {
    name: 'all backends terminated',
    target: 'database',
    excuses: AWAY,
    async inflict(stage) {
      await stage.sql(TERMINATE);
      return undefined;
    },
  },
  {
    name: 'backends terminated again and again',
    target: 'database',
    excuses: AWAY,
    choose: (random) => ({ every: 10, times: random.between(20, 100) }),
    async inflict(stage, { every = 10, times = 0 }) {
      await terminateEach(stage, every, (done) => done >= times);
      return undefined;
    },
  },
  {
    name: 'one backend hangs',
    target: 'database',
    lasts: [2000, 8000],
    excuses: AWAY,
    choose: (random) => ({ which: random.between(0, 9) }),
    inflict: (stage, { which = 0 }) => hang(stage, (count) => [which % count]),
  },
  {
    name: 'all backends hang',
    target: 'database',
    lasts: [2000, 8000],
    excuses: AWAY,
    inflict: (stage) => hang(stage, (count) => Array.from({ length: count }, (_, index) => index)),
  },
  {
    name: 'disk full',
    target: 'database',
    lasts: [500, 4000],
    excuses: AWAY,
    async inflict(stage) {
      await stage.sql(DISK_FULL.begin);
      return async () => {
        await stage.sql(DISK_FULL.end);
      };
    },
  },
];

/** Lets backends run no more; healing them lets them. */
async function hang(stage: Stage, choose: (count: number) => readonly number[]) {
  const pids = (await stage.backends()).map(({ pid }) => pid);
  const chosen = choose(pids.length).flatMap((index) => pids[index] ?? []);
  for (const pid of chosen) signal(pid, 'SIGSTOP');
  return async () => {
    for (const pid of chosen) signal(pid, 'SIGCONT');
  };
}
