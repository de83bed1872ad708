import { backendsTerminated } from './backends-terminated.ts';
import { blackHole } from './black-hole.ts';
import { oneKey, oneTask, oneVersion } from './contention.ts';
import { creates } from './creates.ts';
import { diskFull } from './disk-full.ts';
import type { Drill } from './drill.ts';
import { embeddedDiskFull, embeddedKilled } from './embedded.ts';
import { hostile } from './hostile.ts';
import { hungBackend } from './hung-backend.ts';
import { migratedTogether } from './migrated-together.ts';
import { overload, overloadRefused } from './overload.ts';
import { postgresKilled } from './postgres-killed.ts';
import { secondInstance } from './second-instance.ts';
import { serviceKilled } from './service-killed.ts';
import { serviceStopped } from './service-stopped.ts';
import { slowloris } from './slowloris.ts';
import { soak } from './soak.ts';
import { configurationWrong, databaseLate } from './starting.ts';

/** All drills, in the order in which they are done. */
export const DRILLS: readonly Drill[] = [
  serviceKilled,
  postgresKilled,
  backendsTerminated,
  hungBackend,
  blackHole,
  slowloris,
  serviceStopped,
  diskFull,
  hostile,
  embeddedKilled,
  embeddedDiskFull,
  secondInstance,
  configurationWrong,
  databaseLate,
  migratedTogether,
  oneKey,
  oneTask,
  oneVersion,
  creates,
  overload,
  overloadRefused,
  soak,
];
