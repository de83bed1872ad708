import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, ask } from '../../../tools/support/client.ts';
import { errorIn, etagOf, seqOf } from '../../support/answers.ts';
import { CREATE_ONLY, MERGE_PATCH } from './headers.ts';
import type { TestUser } from './test-user.ts';

/** A write request that is not sent yet, so that a test can add headers or send the request twice. */
export interface WriteRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** The name, in test titles, of the write that sets completed to its current value. */
export const NO_OP = 'a PATCH that sets `completed` to its current value';

/** Returns every kind of write. `prepare` first creates the task or the change that the write needs. */
export function everyWrite(user: TestUser): [what: string, prepare: () => Promise<WriteRequest>][] {
  return [
    ['a POST', async () => post(user, { title: 'x' })],
    ['a PUT', async () => put(await user.createTaskUrl(), { title: 'y' })],
    ['a PUT that creates a task', async () => putNew(user)],
    ['a PATCH', async () => patch(await user.createTaskUrl(), { description: 'y' })],
    ['a toggle', async () => toggle(await user.createTaskUrl())],
    ['a PATCH that sets `completed`', async () => toggle(await user.createTaskUrl(), { completed: true })],
    [NO_OP, async () => toggle(await user.createTaskUrl(), { completed: false })],
    ['a DELETE', async () => del(await user.createTaskUrl())],
    ['an undo of a creation', async () => undo(user, seqOf(await execute(putNew(user))))],
    ['an undo of a deletion', async () => undo(user, seqOf(await execute(del(await user.createTaskUrl()))))],
    ['an undo of a toggle', async () => undo(user, seqOf(await execute(toggle(await user.createTaskUrl()))))],
  ];
}

/** The kinds of write that accept preconditions. Each function takes the URL of the task. */
export const CONDITIONAL_WRITES: readonly [what: string, write: (url: string) => WriteRequest][] = [
  ['a PUT', (url) => put(url, { title: 'y' })],
  ['a PATCH', (url) => patch(url, { title: 'y' })],
  ['a toggle', (url) => toggle(url)],
  ['a PATCH that sets `completed`', (url) => toggle(url, { completed: true })],
  [NO_OP, (url) => toggle(url, { completed: false })],
  ['a DELETE', (url) => del(url)],
];

export function post(user: TestUser, body: unknown): WriteRequest {
  return { method: 'POST', url: user.tasks, body };
}

export function put(url: string, body: unknown): WriteRequest {
  return { method: 'PUT', url, body };
}

/** Returns a PUT that creates a task under a new id. */
export function putNew(user: TestUser): WriteRequest {
  return createOnly(put(`${user.tasks}/${randomUUID()}`, { title: 'x' }));
}

export function createOnly(write: WriteRequest): WriteRequest {
  return { ...write, headers: CREATE_ONLY };
}

export function patch(url: string, body: unknown): WriteRequest {
  return { method: 'PATCH', url, body, headers: { 'Content-Type': MERGE_PATCH } };
}

/** Returns a request that toggles completed, or sets completed if the body names a value. */
export function toggle(url: string, body?: unknown): WriteRequest {
  return { method: 'PATCH', url: `${url}/complete`, body };
}

export function del(url: string): WriteRequest {
  return { method: 'DELETE', url };
}

export function undo(user: TestUser, seq: number): WriteRequest {
  return { method: 'POST', url: `${user.changes}/${seq}/undo` };
}

export function ifMatch(write: WriteRequest, tags: string | string[]): WriteRequest {
  return { ...write, headers: { ...write.headers, 'If-Match': tags } };
}

export function ifNoneMatch(write: WriteRequest, tags: string | string[]): WriteRequest {
  return { ...write, headers: { ...write.headers, 'If-None-Match': tags } };
}

export function send({ method, url, body, headers }: WriteRequest, key?: string | string[]): Promise<Answer> {
  return ask(method, url, { body, headers: { ...headers, ...(key !== undefined && { 'Idempotency-Key': key }) } });
}

/** Sends a write. Expects a success that is not the replay of an earlier response with the same idempotency key. */
export async function execute(write: WriteRequest, key?: string): Promise<Answer> {
  const answer = await send(write, key);
  expect(answer.status, `${write.method} ${write.url} ${answer.text}`).to.be.oneOf([200, 201]);
  expect(answer.headers).not.to.have.property('idempotency-replayed');
  seqOf(answer);
  return answer;
}

export function expectReplay(answer: Answer, first: Answer): void {
  expect(replayedParts(answer)).to.deep.equal(replayedParts(first));
  expect(answer.headers).to.include({ 'idempotency-replayed': 'true' });
}

/** Returns the parts of a response that a replay must repeat: status, body and some headers. */
function replayedParts({ status, text, headers }: Answer): object {
  const { 'content-type': type, 'taskport-seq': seq, etag, location } = headers;
  return { status, text, type, seq, etag, location };
}

/** Expects a response with status 412 and the current ETag of the task, `etag`. */
export function expectPreconditionFailed(answer: Answer, etag: string): void {
  errorIn(answer, 412, 'precondition_failed');
  expect(etagOf(answer)).to.equal(etag);
}

export function expectNotModified(answer: Answer, etag: string): void {
  expect([answer.status, answer.text]).to.deep.equal([304, '']);
  expect(etagOf(answer)).to.equal(etag);
}

/** Returns values of If-None-Match that match an ETag. */
export function matchingTags(etag: string): (string | string[])[] {
  const lists = [etag, `"a", ${etag}`, `${etag},"a"`, `"a,b" ,${etag}`, `"\xfc", ${etag}`, `"\\", ${etag}`];
  return [...lists, ['"a"', etag], `W/${etag}`, `W/"a", W/${etag}`, '*'];
}
