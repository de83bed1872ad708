import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { type FromWorker, JOIN, type WorkerInbox } from './messages.ts';
import { PeerReports } from './peer-reports.ts';

/** What a worker knows of the process that has started it beside others. */
export interface Supervisor {
  /** Whether others serve already, so that whoever comes may be left to them until this one can answer. */
  readonly othersServe: boolean;
  /** Aborted when there is no need to be polite before it stops: who comes is served by others, or cannot come any more. */
  readonly skipDrain: AbortSignal;
  /** What all workers report to each other. */
  readonly peers: PeerReports;
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
  const skipDrain = new AbortController();
  return {
    skipDrain: skipDrain.signal,
    peers: new PeerReports(worker),
    othersServe: process.argv[2] === JOIN,
    tellReady(address) {
      // Whoever is started next has less to compile.
      flushCompileCache();
      worker.send({ ready: address } satisfies FromWorker);
    },
    onStop(stop) {
      // However often: a service manager may say so to all processes, and the supervisor says it again.
      process.on('SIGTERM', stop);
      worker.on('message', ({ retire }: WorkerInbox) => {
        if (retire !== true) return;
        skipDrain.abort();
        stop();
      });
      worker.on('disconnect', () => {
        // Else Node would end this process here and now.
        worker.exitedAfterDisconnect = true;
        skipDrain.abort();
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
