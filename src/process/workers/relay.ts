import type { FromWorker } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Forwards a request for metric reports to all workers, and a report to the worker that has asked for it. */
export function relay(workers: readonly WorkerProcess[], from: WorkerProcess, message: FromWorker): void {
  const { gather: id, reported } = message;
  if (id !== undefined && from.pid !== undefined) {
    const reachable = workers.filter(({ isReachable }) => isReachable);
    from.send({ gathering: { id, expected: reachable.length } });
    for (const worker of reachable) worker.send({ reportFor: { requester: from.pid, id } });
  }
  if (reported !== undefined) {
    const { requester, id, report } = reported;
    workers.find(({ pid }) => pid === requester)?.send({ delivered: { id, worker: from.number, report } });
  }
}
