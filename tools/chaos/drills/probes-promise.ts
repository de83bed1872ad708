/** What is watched during all drills. */
export const PROBES_PROMISE = {
  id: 'M1',
  name: 'watched',
  promise: 'Who watches is answered whenever the process is there, whatever else goes wrong',
  bound: '`/metrics` and `/livez`, each every 250 ms during all drills that are done unasked: every one answered',
} as const;
