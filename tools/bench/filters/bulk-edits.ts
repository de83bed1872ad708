import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { WITH_START } from './random-tasks.ts';
import type { Subject } from './subject.ts';

/** The latencies of bulk edits, and of another user's reads and writes during the bulk edits, in milliseconds. */
export interface BulkFigures {
  readonly edits: readonly number[];
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** The latency of a request in milliseconds, and the time when its response came, by `performance.now()`. */
interface Timed {
  readonly end: number;
  readonly ms: number;
}

const EDITS = 3;
/** The milliseconds for which another user reads and writes before the bulk edit begins. */
const LEAD_MS = 500;

/** Repeats a bulk edit of 10,000 tasks while another user reads on one connection and writes on a second one. */
export async function editAmidOthers(subject: Subject): Promise<BulkFigures> {
  const figures = { edits: [] as number[], reads: [] as number[], writes: [] as number[] };
  for (let n = 1; n <= EDITS; n++) {
    await using other = await subject.openOther();
    const over = new AbortController();
    const [edit, reads, writes] = await Promise.all([
      timedEdit(subject, `bulk ${n}`).finally(() => over.abort()),
      repeat(other.read, over.signal),
      repeat(other.write, over.signal),
    ]);
    const meanwhile = (all: readonly Timed[]) => all.filter(({ end }) => end >= edit.end - edit.ms).map(({ ms }) => ms);
    figures.edits.push(edit.ms);
    figures.reads.push(...meanwhile(reads));
    figures.writes.push(...meanwhile(writes));
  }
  return figures;
}

/** Runs and times a bulk edit. @throws Error if it did not change the expected number of tasks */
async function timedEdit(subject: Subject, tag: string): Promise<Timed> {
  await delay(LEAD_MS);
  const start = performance.now();
  const changed = await subject.tagAll(tag);
  const end = performance.now();
  if (changed !== WITH_START) throw new Error(`${subject.label}: the bulk edit changed ${changed} tasks`);
  return { end, ms: end - start };
}

async function repeat(operation: () => Promise<unknown>, over: AbortSignal): Promise<Timed[]> {
  const all: Timed[] = [];
  while (!over.aborted) {
    const start = performance.now();
    await operation();
    const end = performance.now();
    all.push({ end, ms: end - start });
  }
  return all;
}
