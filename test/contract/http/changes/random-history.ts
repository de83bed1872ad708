import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { seqOf } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import { CREATE_ONLY } from '../headers.ts';
import type { TestUser } from '../test-user.ts';
import { patch, send, toggle } from '../write-requests.ts';

const step = fc.record({
  verb: fc.constantFrom('create', 'create', 'create', 'PUT new', 'PUT', 'PATCH', 'toggle', 'set', 'delete', 'undo'),
  which: fc.nat(),
  title: fc.constantFrom('a', 'b', '🦀', 'x\ny'),
  description: fc.constantFrom(null, '', 'd'),
  completed: fc.boolean(),
});

/** A random write. `which` selects the task, or the change to undo. */
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Returns `count` random writes. The same seed gives the same writes. */
export function randomSteps(count: number, seed: number): Step[] {
  return fc.sample(step, { numRuns: count, seed });
}

/** Runs `check` on random lists of `length` writes, with a new user for each list. */
export async function everyHistory(
  user: TestUser,
  length: number,
  check: (history: Step[]) => Promise<void>,
): Promise<void> {
  const steps = fc.array(step, { minLength: length, maxLength: length });
  const property = fc.asyncProperty(steps, async (history) => {
    user.renew();
    await check(history);
  });
  await fc.assert(property, { seed: SEED, numRuns: 2, endOnFailure: true });
}

/** Sends a random write. Returns the response, or undefined if the write changed nothing. */
export async function perform(user: TestUser, { verb, which, ...body }: Step): Promise<Answer | undefined> {
  const last = seqOf(await ask('GET', `${user.tasks}?limit=1`));
  const all = await user.listTasks();
  const url = `${user.tasks}/${all[which % all.length]?.id}`;
  const { completed } = body;
  let answer: Answer;
  if (verb === 'PUT new') answer = await ask('PUT', `${user.tasks}/${randomUUID()}`, { body, headers: CREATE_ONLY });
  else if (verb === 'create' || all.length === 0) answer = await ask('POST', user.tasks, { body });
  else if (verb === 'PUT') answer = await ask('PUT', url, { body });
  else if (verb === 'PATCH') answer = await send(patch(url, { completed }));
  else if (verb === 'toggle') answer = await send(toggle(url));
  else if (verb === 'set') answer = await send(toggle(url, { completed }));
  else if (verb === 'delete') answer = await ask('DELETE', url);
  else answer = await user.undo(1 + (which % last));
  if (verb === 'undo' && answer.status === 409) return undefined;
  expect(answer.status, answer.text).to.be.oneOf([200, 201]);
  if (verb !== 'set' || seqOf(answer) > last) expect(seqOf(answer)).to.equal(last + 1);
  return seqOf(answer) > last ? answer : undefined;
}
