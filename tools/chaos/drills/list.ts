import { backendsTerminated } from './database/backends-terminated.ts';
import { blackHole } from './database/black-hole.ts';
import { diskFull } from './database/disk-full.ts';
import { hungBackend } from './database/hung-backend.ts';
import { migratedTogether } from './database/migrated-together.ts';
import { postgresKilled } from './database/postgres-killed.ts';
import type { Drill } from './drill.ts';
import { oneKey, oneTask, oneVersion } from './load/contention.ts';
import { creates } from './load/creates.ts';
import { hostile } from './load/hostile.ts';
import { overload, overloadRefused } from './load/overload.ts';
import { slowloris } from './load/slowloris.ts';
import { soak } from './load/soak.ts';
import { backup } from './service/backup.ts';
import { embeddedDiskFull, embeddedKilled } from './service/embedded.ts';
import { powerCut } from './service/power-cut.ts';
import { secondInstance } from './service/second-instance.ts';
import { serviceKilled } from './service/service-killed.ts';
import { serviceStopped } from './service/service-stopped.ts';
import { configurationWrong, databaseLate } from './service/starting.ts';

/** All drills, in the order in which they run. */
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
  powerCut,
  backup,
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
