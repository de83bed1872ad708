import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { DATASETS } from '../scenarios.ts';
import { inTurn } from '../turns.ts';
import type { Databases } from './databases.ts';
import { MeasuredServer } from './measured-server.ts';
import type { ServerName } from './server-kinds.ts';

/** The wait before the memory of an idle server is read: V8 and the store clean up after the start. */
const REST_MS = 2_000;

/** The starts of one server; times in milliseconds until `/health` answers, memory in bytes. */
export interface Start {
  readonly server: ServerName;
  readonly round: number;
  /** With an empty store and an empty code cache. Taskport creates its schema meanwhile. */
  readonly first: number;
  /** With all datasets in the store. */
  readonly restart: number;
  /** The resident memory of all processes of the server, some seconds after the restart. */
  readonly memory: number;
}

/** Starts each server on a new store, and again on the datasets, in turns. */
export async function measureStarts(
  servers: readonly ServerName[],
  databases: Databases,
  rounds: number,
): Promise<Start[]> {
  const starts: Start[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const name of inTurn(servers, round)) {
      await using server = await MeasuredServer.open(name, databases, { NODE_COMPILE_CACHE: temporaryFolder() });
      const first = await server.start();
      const restart = await server.restore(DATASETS);
      await delay(REST_MS);
      starts.push({ server: name, round, first: first.startMs, restart: restart.startMs, memory: server.memory });
    }
  }
  return starts;
}
