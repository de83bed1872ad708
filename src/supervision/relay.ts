import type { Said } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Carries what workers want of each other, and looks into none of it. */
export function relay(workers: readonly WorkerProcess[], from: WorkerProcess, message: Said): void {
  const { gather: question, errand, report } = message;
  if (question !== undefined && from.pid !== undefined) {
    const all = workers.filter(({ hears }) => hears);
    from.say({ question, asked: all.length });
    for (const worker of all) worker.say({ reportFor: { asker: from.pid, question } });
  }
  if (errand !== undefined) {
    const asker = workers.find(({ pid }) => pid === errand.asker);
    asker?.say({ question: errand.question, worker: from.number, report });
  }
}
