import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { JOIN, type ReadyMessage } from './messages.ts';

/** What a worker knows of the process that has started it beside others. */
export interface Supervisor {
  /** Whether others serve already, so that whoever comes may be left to them until this one can answer. */
  readonly othersServe: boolean;
  /** Says that requests are answered now, at this address. */
  tellReady(address: string): void;
  /** Calls back when the supervisor says to stop, and when it is gone. */
  onStop(stop: () => void): void;
  /** Parts from it, giving back the connections that it may have handed over meanwhile. */
  leave(): Promise<void>;
}

/** The supervisor of this process; none if it serves alone. */
export const supervisor: Supervisor | undefined = cluster.worker && supervisorOf(cluster.worker);

function supervisorOf(worker: Worker): Supervisor {
  // A terminal sends these to all of its processes at once. It is the supervisor that says what they mean.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  return {
    othersServe: process.argv[2] === JOIN,
    tellReady(address) {
      // Whoever is started next has less to compile.
      flushCompileCache();
      worker.send({ ready: address } satisfies ReadyMessage);
    },
    onStop(stop) {
      // However often: a service manager may say so to all processes, and the supervisor says it again.
      process.on('SIGTERM', stop);
      worker.on('disconnect', () => {
        // Else Node would end this process here and now.
        worker.exitedAfterDisconnect = true;
        stop();
      });
    },
    async leave() {
      if (!worker.isConnected()) return;
      const left = once(worker, 'disconnect');
      worker.disconnect();
      await left;
    },
  };
}
