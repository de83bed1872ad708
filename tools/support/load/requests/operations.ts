import { writeCursor } from '../../../../src/adapters/http/tasks/cursor.ts';
import { taskId, userId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { Random } from '../../random.ts';
import { Dataset, type DatasetSize, DESCRIPTION, titleOf } from './dataset.ts';
import type { Operation, PlannedRequest } from './planned-request.ts';

/** The tasks and list pages that generated requests ask for, and the format of pagination cursors. */
export interface RequestTarget {
  readonly dataset: DatasetSize;
  /** The format of pagination cursors: opaque in Taskport, a plain time and id in the baseline server. */
  readonly cursors: 'opaque' | 'plain';
  /** The range of the number of tasks before the requested page; the first page by default. */
  readonly depth?: readonly [number, number];
  /** The range of the page size; 50 tasks by default. */
  readonly limit?: readonly [number, number];
}

type Prepared = Omit<PlannedRequest, 'operation'>;

const PAGE = [50, 50] as const;

/** For each API operation, a function that builds a random request and the response that the server must return. */
export const OPERATIONS: Readonly<
  Record<Exclude<Operation, 'delete'>, (target: RequestTarget, random: Random) => Prepared>
> = {
  create(target, random) {
    const { dataset, n } = someTask(target, random);
    const task = { title: titleOf(n), description: DESCRIPTION };
    return {
      bytes: request('POST', `${dataset.user(n)}/tasks`, task),
      expected: { status: 201, has: { user_id: dataset.user(n), ...task, completed: false } },
    };
  },
  get(target, random) {
    const { address, has } = someTask(target, random);
    return { bytes: request('GET', address), expected: { status: 200, has } };
  },
  list(target, random) {
    const { dataset, n } = someTask(target, random);
    const count = random.between(...(target.limit ?? PAGE));
    const depth = random.between(...(target.depth ?? [0, 0]));
    const after = depth === 0 ? '' : cursorOf(target, dataset.newest(n, depth - 1));
    const has = { user_id: dataset.user(n), ...(depth > 0 && { id: dataset.id(dataset.newest(n, depth)) }) };
    return {
      bytes: request('GET', `${dataset.user(n)}/tasks?limit=${count}${after}`),
      expected: { status: 200, has, count },
    };
  },
  update(target, random) {
    const { address, n, has } = someTask(target, random);
    // An update must not change the title, because the checks of later responses expect the original title.
    const change = { title: titleOf(n), description: `Changed ${random.between(0, 1e9)}: ${DESCRIPTION}` };
    return { bytes: request('PUT', address, change), expected: { status: 200, has: { ...has, ...change } } };
  },
  toggle(target, random) {
    const { address, has } = someTask(target, random);
    return { bytes: request('PATCH', `${address}/complete`), expected: { status: 200, has } };
  },
};

/** Builds the request that deletes the task with this path below `/api/`. */
export function deleteRequest(address: string): Prepared {
  return { bytes: request('DELETE', address), expected: { status: 200, has: { ok: true } } };
}

/** Returns the bytes of a request; `path` is below `/api/`. */
export function request(method: string, path: string, body?: object, headers = ''): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  const type = text === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${length}\r\n`;
  return Buffer.from(`${method} /api/${path} HTTP/1.1\r\nHost: localhost\r\n${type}${headers}\r\n${text}`);
}

function someTask(target: RequestTarget, random: Random) {
  const dataset = new Dataset(target.dataset);
  const n = random.between(0, dataset.total - 1);
  return { dataset, n, address: dataset.address(n), has: { id: dataset.id(n), title: titleOf(n) } };
}

function cursorOf({ dataset: size, cursors }: RequestTarget, n: number): string {
  const dataset = new Dataset(size);
  if (cursors === 'plain') return `&before=${dataset.createdAt(n).toISOString()},${dataset.id(n)}`;
  // Builds the cursor that the `Link` header of the previous page would have, without requesting all previous pages.
  const position = { createdAt: instant(dataset.createdAt(n).getTime()), id: taskId(dataset.id(n)) };
  return `&cursor=${writeCursor({ owner: userId(dataset.user(n)) }, position)}`;
}
