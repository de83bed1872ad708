import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { type FromWorker, JOIN, type ToWorker } from './messages.ts';
import { PeerReports } from './peer-reports.ts';
import { RateLeases } from './rate-leases.ts';

/** The link of a worker to the primary process. */
interface PrimaryLink {
  /** True if other workers already serve. This worker then listens only once its store is ready. */
  readonly othersServe: boolean;
  /** Aborted when draining is useless: another worker has this one's slot, or the primary process is gone. */
  readonly skipDrain: AbortSignal;
  readonly peers: PeerReports;
  /** Portions of quotas, which the primary process counts for all workers. */
  readonly rateLeases: RateLeases;
  /** Tells the primary process that this worker answers requests at this address. */
  sendReady(address: string): void;
  /** Calls `stop` when this worker is told to stop, or the primary process is gone. May call it more than once. */
  onStop(stop: () => void): void;
  /**
   * Disconnects from the primary process, and gives back the connections that the primary process has sent meanwhile.
   */
  disconnect(): Promise<void>;
}

/** The link of this process to the primary process; undefined if this process serves alone. */
export const primary: PrimaryLink | undefined = cluster.worker && linkOf(cluster.worker);

function linkOf(worker: Worker): PrimaryLink {
  // A terminal sends these signals to all processes at once. The primary process alone reacts to them.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  const skipDrain = new AbortController();
  return {
    skipDrain: skipDrain.signal,
    peers: new PeerReports(worker),
    rateLeases: new RateLeases(worker),
    othersServe: process.argv[2] === JOIN,
    sendReady(address) {
      // Lets the next worker load compiled modules from the cache.
      flushCompileCache();
      worker.send({ ready: address } satisfies FromWorker);
    },
    onStop(stop) {
      // A service manager may signal every process, not only the primary process, so SIGTERM may come twice.
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
