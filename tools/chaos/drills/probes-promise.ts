/** The promise that `/metrics` and `/livez` respond even during faults. All drills together measure it. */
export const PROBES_PROMISE = {
  id: 'M1',
  name: 'watched',
  promise: 'Probes and metrics are answered whenever the process runs, during any fault',
  bound: '`/metrics` and `/livez`, each every 250 ms during all drills that `make drills` runs: every one answered',
} as const;
