import type { Environment } from '../environment/environment.ts';
import type { Fault } from './fault.ts';

/** The time limit of a stop under load. It is longer than the promised limit, which a drill checks. */
const MAX_STOP_MS = 15_000;

async function startAndWait(environment: Environment): Promise<void> {
  environment.startService();
  await environment.server.ready();
}

/** Faults of the service: it is killed or stopped, and started again. */
export const SERVICE_FAULTS: readonly Fault[] = [
  {
    name: 'service killed',
    target: 'service',
    lasts: [0, 500],
    excuses: [503],
    async inject(environment) {
      await environment.server.end('SIGKILL');
      return () => startAndWait(environment);
    },
  },
  {
    name: 'service stopped',
    target: 'service',
    lasts: [0, 500],
    excuses: [503],
    async inject(environment) {
      const { status, took } = await environment.server.end('SIGTERM');
      if (status !== 0) environment.checker.report('exit', `the exit status after SIGTERM was ${status}`);
      if (took > MAX_STOP_MS)
        environment.checker.report('exit', `the service took ${Math.round(took)} ms to stop after SIGTERM`);
      return () => startAndWait(environment);
    },
  },
];
