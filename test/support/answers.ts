import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';
import type { Change as ChangeJson, FeedPage as PageJson, Task as TaskJson } from '../../tools/support/wire.ts';
import { CONTENT_SAMPLES } from './content-samples.ts';

const FIRST_FIELDS = ['id', 'user_id', 'title', 'description', 'completed', 'created_at', 'updated_at'];
/** The fields of a task in the order of the API: the fields of the first release come first. */
const TASK_FIELDS = [...new Set([...FIRST_FIELDS, 'completed_at', ...Object.keys(CONTENT_SAMPLES)])];
const CHANGE_FIELDS = ['seq', 'operation', 'actor', 'at', 'kind', 'task_id', 'version', 'task'];
const KINDS = ['created', 'updated', 'completed', 'reopened', 'deleted', 'restored'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export type { Change as ChangeJson, FeedPage as PageJson, Task as TaskJson } from '../../tools/support/wire.ts';

/** The error of one field in the `detail` of a 422 response. */
export interface FieldError {
  readonly type: string;
  readonly loc: (string | number)[];
  readonly msg: string;
}

/** Returns the task in a response. Expects the given status and a well-formed task. */
export function taskIn(answer: Answer, status: number): TaskJson {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers['content-type']).to.equal('application/json');
  expectTask(answer.json);
  return answer.json;
}

/** Returns the change in a response. Expects 200 and a well-formed change. */
export function changeIn(answer: Answer): ChangeJson {
  expect(answer.status, answer.text).to.equal(200);
  expect(answer.headers['content-type']).to.equal('application/json');
  expectChange(answer.json);
  return answer.json;
}

/** Returns the page of changes in a response. Expects 200 and a well-formed page. */
export function pageIn(answer: Answer): PageJson {
  expect(answer.status, answer.text).to.equal(200);
  expect(answer.headers['content-type']).to.equal('application/json');
  expect(Object.keys(answer.json)).to.deep.equal(['changes', 'next_since', 'end']);
  expect(answer.json.next_since).to.be.a('number');
  expect(answer.json.end).to.be.a('boolean');
  answer.json.changes.forEach(expectChange);
  return answer.json;
}

/** Returns the `detail` of an error response. Expects this status, this code and exactly these extra members. */
export function errorIn(
  answer: Answer,
  status: number,
  code: string,
  ...members: string[]
): FieldError[] & [FieldError] {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers['content-type']).to.equal('application/json');
  expect(answer.json).to.have.keys('detail', 'code', 'request_id', ...members);
  expect(answer.json.code).to.equal(code);
  expect(answer.headers['x-request-id']).to.equal(answer.json.request_id);
  return answer.json.detail;
}

/** Expects a 422 response with one field error, which has the given members. */
export function expectFieldError(
  answer: Answer,
  expected: { readonly type?: string; readonly loc: readonly (string | number | undefined)[] },
): void {
  const [error, ...others] = errorIn(answer, 422, 'validation_failed');
  expect(others).to.deep.equal([]);
  expect(error).to.deep.include(expected);
}

/** Returns the ETag of a response. Expects a strong ETag. */
export function etagOf(answer: Answer): string {
  expect(answer.headers.etag, answer.text).to.match(/^"[\x21\x23-\x7e]+"$/);
  return answer.headers.etag as string;
}

/** Returns the Taskport-Seq header of a response. Expects a number. */
export function seqOf(answer: Answer): number {
  expect(answer.headers['taskport-seq'], answer.text).to.match(/^(0|[1-9]\d*)$/);
  return Number(answer.headers['taskport-seq']);
}

/** Returns the URL of the next page from the Link header, or undefined on the last page. */
export function nextOf(page: Answer, base: string): string | undefined {
  const link = /^<([^>]+)>; rel="next"$/.exec(String(page.headers.link ?? ''));
  return link === null ? undefined : new URL(link[1] as string, base).href;
}

/** Reads all changes after seq `since` page by page, from the feed of a user or from the history of a task. */
export async function allChanges(url: string, limit = 500, since = 0): Promise<ChangeJson[]> {
  const { changes, next_since, end } = pageIn(await ask('GET', `${url}?since=${since}&limit=${limit}`));
  if (end) return [...changes];
  expect(changes, 'every page but the last is full').to.have.length(limit);
  return [...changes, ...(await allChanges(url, limit, next_since))];
}

function expectTask(task: TaskJson): void {
  expect(Object.keys(task)).to.deep.equal(TASK_FIELDS);
  for (const id of [task.id, task.user_id]) expect(id).to.match(UUID);
  for (const time of [task.created_at, task.updated_at]) expect(time).to.match(TIME);
  expect(task.title).to.be.a('string');
  expect(task.completed).to.be.a('boolean');
  if (task.description !== null) expect(task.description).to.be.a('string');
  if (task.completed) expect(task.completed_at).to.match(TIME);
  else expect(task.completed_at).to.equal(null);
  expect(task.tags).to.be.an('array');
}

function expectChange(change: ChangeJson): void {
  expect(Object.keys(change)).to.deep.equal(CHANGE_FIELDS);
  expect(change.kind).to.be.oneOf(KINDS);
  expect(change.at).to.match(TIME);
  expect(change.task_id).to.match(UUID);
  for (const number of [change.seq, change.version]) expect(number).to.satisfy(Number.isSafeInteger).and.be.above(0);
  if (change.kind === 'deleted') expect(change.task).to.equal(null);
  else expectTask(change.task as TaskJson);
}
