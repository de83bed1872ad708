import { writeCursor } from '../../src/adapters/http/tasks/cursor.ts';
import { taskId, userId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import type { Random } from '../support/random.ts';
import { Dataset, type DatasetSize, DESCRIPTION, titleOf } from './dataset.ts';
import type { PlannedRequest } from './request-mix.ts';

/** Where requests go: whose tasks, which pages of their lists, and in what words a server is asked for a page. */
export interface Place {
  readonly dataset: DatasetSize;
  /** How a page is asked for: by Taskport's cursor, or by the position itself. */
  readonly cursors: 'opaque' | 'plain';
  /** The number of tasks before the first that is listed is one of these, both ends included. */
  readonly depth?: readonly [number, number];
  /** How many tasks a page has: one of these, both ends included. */
  readonly limit?: readonly [number, number];
}

export type Operation = 'create' | 'get' | 'list' | 'update' | 'toggle' | 'delete';
type Prepared = Omit<PlannedRequest, 'operation'>;

const PAGE = [50, 50] as const;

/** What each is like; which task it is about is left to chance. */
export const OPERATIONS: Readonly<Record<Exclude<Operation, 'delete'>, (place: Place, random: Random) => Prepared>> = {
  create(place, random) {
    const { dataset, n } = someTask(place, random);
    const task = { title: titleOf(n), description: DESCRIPTION };
    return {
      bytes: request('POST', `${dataset.user(n)}/tasks`, task),
      expected: { status: 201, has: { user_id: dataset.user(n), ...task, completed: false } },
    };
  },
  get(place, random) {
    const { address, has } = someTask(place, random);
    return { bytes: request('GET', address), expected: { status: 200, has } };
  },
  list(place, random) {
    const { dataset, n } = someTask(place, random);
    const count = random.between(...(place.limit ?? PAGE));
    const depth = random.between(...(place.depth ?? [0, 0]));
    const after = depth === 0 ? '' : cursorOf(place, dataset.newest(n, depth - 1));
    const has = { user_id: dataset.user(n), ...(depth > 0 && { id: dataset.id(dataset.newest(n, depth)) }) };
    return {
      bytes: request('GET', `${dataset.user(n)}/tasks?limit=${count}${after}`),
      expected: { status: 200, has, count },
    };
  },
  update(place, random) {
    const { address, n, has } = someTask(place, random);
    // The title stays, so that whoever gets the task knows what to expect.
    const change = { title: titleOf(n), description: `Changed ${random.between(0, 1e9)}: ${DESCRIPTION}` };
    return { bytes: request('PUT', address, change), expected: { status: 200, has: { ...has, ...change } } };
  },
  toggle(place, random) {
    const { address, has } = someTask(place, random);
    return { bytes: request('PATCH', `${address}/complete`), expected: { status: 200, has } };
  },
};

/** Deletes the task at this address. */
export function removal(address: string): Prepared {
  return { bytes: request('DELETE', address), expected: { status: 200, has: { ok: true } } };
}

/** The bytes of a request for something under `/api/`. */
export function request(method: string, path: string, body?: object, headers = ''): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  const type = text === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${length}\r\n`;
  return Buffer.from(`${method} /api/${path} HTTP/1.1\r\nHost: bench\r\n${type}${headers}\r\n${text}`);
}

function someTask(place: Place, random: Random) {
  const dataset = new Dataset(place.dataset);
  const n = random.between(0, dataset.total - 1);
  return { dataset, n, address: dataset.address(n), has: { id: dataset.id(n), title: titleOf(n) } };
}

function cursorOf({ dataset: size, cursors }: Place, n: number): string {
  const dataset = new Dataset(size);
  if (cursors === 'plain') return `&before=${dataset.createdAt(n).toISOString()},${dataset.id(n)}`;
  // The same that following `Link` leads to, without the thousand requests that lead there.
  const position = { createdAt: instant(dataset.createdAt(n).getTime()), id: taskId(dataset.id(n)) };
  return `&cursor=${writeCursor({ owner: userId(dataset.user(n)) }, position)}`;
}
