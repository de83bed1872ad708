import type { Stage } from '../environment/environment.ts';
import type { Fault } from './fault.ts';

/** How long it may take to end when it is told to, in milliseconds: more than is promised, which a drill measures. */
const MOST_TO_END = 15_000;

async function raise(stage: Stage): Promise<void> {
  stage.raise();
  await stage.server.ready();
}

/** What is done to the service itself. */
export const SERVICE_FAULTS: readonly Fault[] = [
  {
    name: 'service killed',
    target: 'service',
    lasts: [0, 500],
    excuses: [503],
    async inflict(stage) {
      await stage.server.end('SIGKILL');
      return () => raise(stage);
    },
  },
  {
    name: 'service stopped',
    target: 'service',
    lasts: [0, 500],
    excuses: [503],
    async inflict(stage) {
      const { status, took } = await stage.server.end('SIGTERM');
      if (status !== 0) stage.watch.find('exit', `ended with ${status} after SIGTERM`);
      if (took > MOST_TO_END) stage.watch.find('exit', `took ${Math.round(took)} ms to end after SIGTERM`);
      return () => raise(stage);
    },
  },
];
