import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { DATASETS } from '../scenarios.ts';
import { inTurn } from '../turns.ts';
import type { Databases } from './databases.ts';
import { MeasuredServer } from './measured-server.ts';
import type { ServerName } from './server-kinds.ts';

/** The pause between a start and the reading of the memory, in which V8 and the store free memory. */
const REST_MS = 2_000;

/** The times from a server's start to its first 200 response of `/health`, in milliseconds; its memory in bytes. */
export interface Start {
  readonly server: ServerName;
  readonly round: number;
  /** The start time with an empty store and an empty compile cache. Taskport also creates its schema in this time. */
  readonly first: number;
  /** The start time with all datasets in the store. */
  readonly restart: number;
  /** The resident memory of all processes of the server, two seconds after the restart. */
  readonly memory: number;
}

/** Measures the start of each server with an empty store and with all datasets, in an order that alternates. */
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
