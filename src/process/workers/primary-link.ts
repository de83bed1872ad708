import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { type FromWorker, JOIN, type ToWorker } from './messages.ts';
import { PeerReports } from './peer-reports.ts';
import { RateLeases } from './rate-leases.ts';

/** The connection of a worker to the primary process, by messages of `node:cluster`. */
interface PrimaryLink {
  /** True if other workers already serve. Then this worker does not listen before its store is ready. */
  readonly othersServe: boolean;
  /** Aborted when draining is useless: a new worker has replaced this worker, or the primary process has ended. */
  readonly skipDrain: AbortSignal;
  readonly peers: PeerReports;
  /** Leases parts of rate limits' quotas from the primary process, which counts the requests of all workers. */
  readonly rateLeases: RateLeases;
  /** Tells the primary process that this worker answers requests at `address`. */
  sendReady(address: string): void;
  /** Calls `stop`, possibly several times, when this worker is told to stop or the primary process has ended. */
  onStop(stop: () => void): void;
  /**
   * Disconnects from the primary process. Connections that this worker was sent, but has not taken, go back to the
   * primary process.
   */
  disconnect(): Promise<void>;
}

/** The connection of this process to the primary process; undefined if this process is not a worker. */
export const primary: PrimaryLink | undefined = cluster.worker && linkOf(cluster.worker);

function linkOf(worker: Worker): PrimaryLink {
  // A terminal sends SIGINT and SIGHUP to all processes at once. Only the primary process reacts to these signals.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  const skipDrain = new AbortController();
  return {
    skipDrain: skipDrain.signal,
    peers: new PeerReports(worker),
    rateLeases: new RateLeases(worker),
    othersServe: process.argv[2] === JOIN,
    sendReady(address) {
      // Stores compiled modules now, so that the next worker can load them from the compile cache.
      flushCompileCache();
      worker.send({ ready: address } satisfies FromWorker);
    },
    onStop(stop) {
      // SIGTERM may come twice: from the primary process, and from a service manager that signals every process.
      process.on('SIGTERM', stop);
      worker.on('message', ({ retire }: ToWorker) => {
        if (retire !== true) return;
        skipDrain.abort();
        stop();
      });
      worker.on('disconnect', () => {
        // Without this flag, Node would exit a worker as soon as it is disconnected.
        worker.exitedAfterDisconnect = true;
        skipDrain.abort();
        stop();
      });
    },
    async disconnect() {
      if (!worker.isConnected()) return;
      const disconnected = once(worker, 'disconnect');
      worker.disconnect();
      await disconnected;
    },
  };
}
