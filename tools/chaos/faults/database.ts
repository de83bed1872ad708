import { signal } from '../../support/machine/process-tree.ts';
import type { Environment } from '../environment/environment.ts';
import { terminateBackends } from '../environment/terminate-backends.ts';
import type { Fault } from './fault.ts';
import { SIMULATED_FULL_DISK } from './fill-disk.ts';

const AWAY = [503, 504];

const TERMINATE = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport'";

const restart = ({ postgres }: Environment) => postgres.start();

/** Faults of the PostgreSQL server that a storm, the test with random faults, can inject. */
export const DATABASE_FAULTS: readonly Fault[] = [
  {
    name: 'postgres killed',
    target: 'database',
    lasts: [0, 3000],
    excuses: AWAY,
    async inject(environment) {
      await environment.postgres.kill();
      return () => restart(environment);
    },
  },
  {
    name: 'postgres restarted at once',
    target: 'database',
    lasts: [0, 1000],
    excuses: AWAY,
    async inject(environment) {
      await environment.postgres.end('SIGQUIT');
      return () => restart(environment);
    },
  },
  {
    name: 'postgres restarted',
    target: 'database',
    lasts: [0, 1000],
    excuses: AWAY,
    async inject(environment) {
      await environment.postgres.end('SIGINT');
      return () => restart(environment);
    },
  },
  {
    name: 'one backend terminated',
    target: 'database',
    excuses: AWAY,
    choose: (random) => ({ which: random.between(0, 9) }),
    async inject(environment, { which = 0 }) {
      await environment.sql(`${TERMINATE} order by pid offset ${which} limit 1`);
      return undefined;
    },
  },
  {
    name: 'all backends terminated',
    target: 'database',
    excuses: AWAY,
    async inject(environment) {
      await environment.sql(TERMINATE);
      return undefined;
    },
  },
  {
    name: 'backends terminated again and again',
    target: 'database',
    excuses: AWAY,
    choose: (random) => ({ every: 10, times: random.between(20, 100) }),
    async inject(environment, { every = 10, times = 0 }) {
      await terminateBackends(environment, every, (done) => done >= times);
      return undefined;
    },
  },
  {
    name: 'one backend hangs',
    target: 'database',
    lasts: [2000, 8000],
    excuses: AWAY,
    choose: (random) => ({ which: random.between(0, 9) }),
    inject: (environment, { which = 0 }) => hang(environment, (count) => [which % count]),
  },
  {
    name: 'all backends hang',
    target: 'database',
    lasts: [2000, 8000],
    excuses: AWAY,
    inject: (environment) => hang(environment, (count) => Array.from({ length: count }, (_, index) => index)),
  },
  {
    name: 'disk full',
    target: 'database',
    lasts: [500, 4000],
    excuses: AWAY,
    async inject(environment) {
      await environment.sql(SIMULATED_FULL_DISK.begin);
      return async () => {
        await environment.sql(SIMULATED_FULL_DISK.end);
      };
    },
  },
];

/** Suspends PostgreSQL backends with SIGSTOP; the returned function resumes them. */
async function hang(environment: Environment, choose: (count: number) => readonly number[]) {
  const pids = (await environment.backends()).map(({ pid }) => pid);
  const chosen = choose(pids.length).flatMap((index) => pids[index] ?? []);
  for (const pid of chosen) signal(pid, 'SIGSTOP');
  return async () => {
    for (const pid of chosen) signal(pid, 'SIGCONT');
  };
}
