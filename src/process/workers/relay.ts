import type { FromWorker } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Carries what workers want of each other, and looks into none of it. */
export function relay(workers: readonly WorkerProcess[], from: WorkerProcess, message: FromWorker): void {
  const { gather: question, request, report } = message;
  if (question !== undefined && from.pid !== undefined) {
    const all = workers.filter(({ hears }) => hears);
    from.say({ question, asked: all.length });
    for (const worker of all) worker.say({ reportFor: { asker: from.pid, question } });
  }
  if (request !== undefined) {
    const asker = workers.find(({ pid }) => pid === request.asker);
    asker?.say({ question: request.question, worker: from.number, report });
  }
}
