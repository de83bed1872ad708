/** The counters of a torture run. The report of the run explains each counter. */
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
}
