import { isSuccess, type Write } from './ledger.ts';

/** The counters of a run; the report explains each. */
export class Tally {
  writes = 0;
  batches = 0;
  matchings = 0;
  undos = 0;
  keyless = 0;
  answered = 0;
  unknown = 0;
  dropped = 0;
  retries = 0;
  busy = 0;
  inUse = 0;
  replays = 0;
  conflicts = 0;
  refusedUndos = 0;
  refusedMatchings = 0;
  refusedBatches = 0;
  wholeUndos = 0;
  missing = 0;
  reads = 0;
  notModified = 0;
  walks = 0;
  polls = 0;
  streams = 0;
  cuts = 0;

  countRequest({ verb, matching, isKeyless }: Write): void {
    this.writes++;
    if (isKeyless) this.keyless++;
    if (verb === 'batch') this.batches++;
    if (verb === 'undo') this.undos++;
    if (matching !== undefined) this.matchings++;
  }

  /** Counts the last response to a write. */
  countAnswer({ verb, matching, answers }: Write): void {
    const last = answers.at(-1);
    if (last === undefined) return;
    const isFirst = answers.length === 1;
    if (isFirst) this.answered++;
    if (last.replayed) this.replays++;
    if (last.status === 404) this.missing++;
    if (last.status === 412) this.conflicts++;
    if (last.status === 409 && verb === 'undo') this.refusedUndos++;
    if (last.status === 409 && matching !== undefined) this.refusedMatchings++;
    if (!isSuccess(last) && verb === 'batch') this.refusedBatches++;
    if (isFirst && verb === 'undo' && last.text.includes('"changes":')) this.wholeUndos++;
  }
}
