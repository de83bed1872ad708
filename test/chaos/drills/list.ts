import { backendsTerminated } from './backends-terminated.ts';
import { blackHole } from './black-hole.ts';
import type { Drill } from './drill.ts';
import { hungBackend } from './hung-backend.ts';
import { postgresKilled } from './postgres-killed.ts';
import { serviceKilled } from './service-killed.ts';
import { serviceStopped } from './service-stopped.ts';
import { slowloris } from './slowloris.ts';

/** All drills, in the order in which they are done. */
export const DRILLS: readonly Drill[] = [
  serviceKilled,
  postgresKilled,
  backendsTerminated,
  hungBackend,
  blackHole,
  slowloris,
  serviceStopped,
];
