import { DRILLS } from '../drills/list.ts';
import { PROBES_PROMISE } from '../drills/probes-promise.ts';

/** A test that checks a promise: the file of the test, and its title or a part of its title. */
interface PromiseTest {
  readonly file: string;
  readonly title: string;
}

/** A promise of the service, its limits in figures, and the tests and the drill that check it. */
export interface Promised {
  readonly id: string;
  readonly promise: string;
  readonly bound: string;
  readonly tests: readonly PromiseTest[];
  /** The command that measures the promise. */
  readonly drill?: string;
}

const FAULTS = 'test/adapters/postgres/faults.test.ts';
const PROCESSES = 'test/process/postgres.test.ts';
const EMBEDDED = 'test/process/embedded.test.ts';
const REPLAY = 'test/contract/http/idempotency-key/replay.contract.ts';
const RAW_REQUESTS = 'test/adapters/http/server/raw-requests.test.ts';
const SCHEMA = 'test/contract/store/schema.contract.ts';
const HOSTILE = 'test/contract/http/hostile-requests.contract.ts';

/**
 * By the id of a promise (a guarantee of the service): the tests that check the promise in addition to its drill (a
 * planned scenario of load or faults).
 */
const TESTS_OF_DRILLS: Readonly<Record<string, readonly PromiseTest[]>> = {
  F1: [{ file: PROCESSES, title: 'keeps every acknowledged write when it is killed under load' }],
  F1e: [{ file: EMBEDDED, title: 'keeps every acknowledged write when it is killed under load' }],
  F2: [{ file: 'test/tools/chaos/chaos.test.ts', title: 'breaks no promise of the service' }],
  F3: [{ file: FAULTS, title: 'fails only requests on terminated connections, and restores its pool' }],
  F4: [{ file: FAULTS, title: 'reports database_timeout when the server does not reply, and discards the connection' }],
  F5: [{ file: 'test/tools/chaos/chaos.test.ts', title: 'breaks no promise of the service' }],
  F9: [{ file: 'test/adapters/postgres/driver/sqlstate.test.ts', title: 'an error of a statement' }],
  F9e: [
    {
      file: 'test/adapters/sqlite/full-disk.test.ts',
      title: 'refuses writes with 503 storage_full, serves reads, and recovers without a restart',
    },
  ],
  F12: [
    {
      file: 'test/process/two-processes.test.ts',
      title: 'runs once a request that both processes receive a hundred times under one idempotency key',
    },
    { file: REPLAY, title: 'byte for byte, and executes nothing again' },
  ],
  F13: [{ file: PROCESSES, title: 'migrates an empty database once when five processes start at the same time' }],
  F15: [
    {
      file: 'test/process/shutdown.test.ts',
      title: 'finishes requests in flight, accepts no new ones, and exits with status 0',
    },
    {
      file: 'test/process/workers-stop.test.ts',
      title: 'drops no request that it has accepted when it is stopped under load',
    },
  ],
  F16: [{ file: FAULTS, title: 'retries transactions with serialization conflicts until all are committed' }],
  F17: [
    { file: 'test/process/two-processes.test.ts', title: 'accepts one of a hundred changes with the same If-Match' },
    { file: 'test/process/two-processes.test.ts', title: 'applies each of a hundred concurrent toggles of one task' },
  ],
  F18: [
    { file: EMBEDDED, title: 'locks its folder, so that a second process exits with status 75 and names the first' },
  ],
  F21: [{ file: PROCESSES, title: 'answers 503 until the database can be reached, and then serves' }],
  F22: [
    {
      file: 'test/config/configuration.test.ts',
      title: 'ends the process with status 78 when it is wrong, and lists every mistake but no secret',
    },
  ],
  F25: [
    {
      file: 'test/tools/chaos/power-cut.test.ts',
      title: 'damages no file and loses no acknowledged write, wherever it happens',
    },
  ],
  F26: [
    {
      file: 'test/process/copy/backup.test.ts',
      title:
        'back up a service under load, and restore each user’s log without gaps up to the last change in the backup',
    },
  ],
  H1: [{ file: HOSTILE, title: 'never answers 5xx, and names the mistake' }],
};

/** The promises that no drill measures. */
const WITHOUT_DRILL: readonly Promised[] = [
  {
    id: 'P2',
    promise: 'A page far down a list costs as much as the first, and following the links visits every task once',
    bound: 'no scan and no sort in any plan',
    tests: [{ file: SCHEMA, title: 'look rows up by index condition, and scan no table or whole index' }],
  },
  {
    id: 'P3',
    promise: 'The cost of a request does not grow with the number of tasks or users',
    bound: '`make growth` measures it; every statement uses an index',
    tests: [{ file: SCHEMA, title: 'read an index in order, without scan, sort or filter' }],
  },
  {
    id: 'F8',
    promise: 'Clients that disconnect leave nothing behind',
    bound:
      'no listener is left; a running statement may serve other clients, too, so it ends by its own timeout: 1 s for a lock, 5 s in all',
    tests: [
      {
        file: 'test/contract/http/changes/event-stream.contract.ts',
        title: 'serves the next client after a hundred clients have disconnected',
      },
    ],
  },
  {
    id: 'F10',
    promise: 'A request that would wait too long is refused instead',
    bound: '503 with Retry-After, after 1 s without a connection, after 4 s in a queue',
    tests: [
      {
        file: 'test/adapters/postgres/faults.test.ts',
        title: 'answers 503 while the pool is exhausted, and serves again when a connection is free',
      },
      {
        file: 'test/adapters/postgres/batching/write-queue.test.ts',
        title: 'rejects writes beyond its capacity, and writes that have waited too long',
      },
    ],
  },
  {
    id: 'F23',
    promise: 'Whichever call to the database fails, a write is executed as a whole or not at all',
    bound: 'every call of every operation, one after the other',
    tests: [
      { file: 'test/adapters/postgres/driver/failing-driver.test.ts', title: 'rolls back all of' },
      {
        file: 'test/adapters/postgres/driver/failing-driver.test.ts',
        title: 'loses no write of a batch',
      },
    ],
  },
  {
    id: 'H2',
    promise: 'A request with two lengths is refused, and a request hidden in it is not executed',
    bound: '400',
    tests: [
      {
        file: RAW_REQUESTS,
        title:
          'gets 400 when it has both Content-Length and Transfer-Encoding, and a request hidden in its body is not run',
      },
    ],
  },
  {
    id: 'H3',
    promise: 'A request that the HTTP parser rejects gets the same JSON as any other error',
    bound: '400, 408, 414, 417, 431, each with `detail`',
    tests: [{ file: RAW_REQUESTS, title: 'a malformed request' }],
  },
  {
    id: 'H4',
    promise: 'No request changes the prototypes of the service',
    bound: '`Object.prototype` untouched',
    tests: [{ file: HOSTILE, title: 'stays healthy, and its prototypes stay unpolluted' }],
  },
];

/** All promises of the service about load, faults and hostile requests. */
export const PROMISES: readonly Promised[] = [
  ...DRILLS.map(({ id, name, promise, bound }) => ({
    id,
    promise,
    bound,
    tests: TESTS_OF_DRILLS[id] ?? [],
    drill: `make drills DRILL=${name}`,
  })),
  {
    ...PROBES_PROMISE,
    drill: 'make drills',
    tests: [{ file: 'test/adapters/http/observability/probes.test.ts', title: 'answer 200 while the process serves' }],
  },
  ...WITHOUT_DRILL,
].toSorted((one, other) => order(one.id) - order(other.id));

/** Returns the sort key of a promise id: load (P), then faults (F), probes (M), hostile requests (H), by number. */
function order(id: string): number {
  return 'PFMH'.indexOf(id.charAt(0)) * 1000 + Number.parseInt(id.slice(1), 10) + (id.endsWith('e') ? 0.5 : 0);
}
