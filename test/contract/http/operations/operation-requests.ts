import { expect } from 'chai';
import type { Answer } from '../../../../tools/support/client.ts';
import { seqOf, type TaskJson } from '../../../support/answers.ts';
import { listUrl, type Query } from '../filter/find-requests.ts';
import type { TestUser } from '../test-user.ts';
import { patch, send, type WriteRequest } from '../write-requests.ts';

/** The JSON of the response to a batch request. */
export interface BatchJson {
  readonly results: readonly { readonly status: number; readonly task: TaskJson | null }[];
  readonly operation: number | null;
}

/** Returns a batch request with these commands. */
export function batch(user: TestUser, operations: readonly unknown[]): WriteRequest {
  return { method: 'POST', url: `${user.tasks}/batch`, body: { operations } };
}

/** Returns a request that edits every task that matches the query. */
export function editMatching(user: TestUser, query: Query, body: unknown): WriteRequest {
  return patch(listUrl(user, query), body);
}

/** Returns a request that deletes every task that matches the query. */
export function deleteMatching(user: TestUser, query: Query): WriteRequest {
  return { method: 'DELETE', url: listUrl(user, query) };
}

/** Sends a batch request, and returns its JSON. Expects 200, and the JSON's operation number in the last log entry. */
export async function runBatch(user: TestUser, operations: readonly unknown[], key?: string): Promise<BatchJson> {
  const answer = await send(batch(user, operations), key);
  expect(answer.status, answer.text).to.equal(200);
  expect(Object.keys(answer.json)).to.deep.equal(['results', 'operation']);
  expect(answer.json.results).to.have.length(operations.length);
  const log = await user.log();
  if (answer.json.operation === null) expect(seqOf(answer)).to.equal(log.length);
  else expect(log.at(-1)).to.include({ seq: seqOf(answer), operation: answer.json.operation });
  return answer.json;
}

/** Sends a bulk edit or deletion. Expects the given numbers of matched and of changed tasks in the response. */
export async function runMatching(write: WriteRequest, matched: number, changed = matched): Promise<Answer> {
  const answer = await send(write);
  expect(answer.status, answer.text).to.equal(200);
  expect(answer.json).to.include({ matched, changed });
  if (changed === 0) expect(answer.json.operation).to.equal(null);
  else expect(answer.json.operation).to.equal(seqOf(answer) - changed + 1);
  return answer;
}

/** Expects that a request changes neither the tasks nor the log of a user. */
export async function expectNothingDone(user: TestUser, request: () => Promise<unknown>): Promise<void> {
  const before = [await user.log(), await user.listTasks()];
  await request();
  expect([await user.log(), await user.listTasks()]).to.deep.equal(before);
}
