import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { ask } from '../../tools/support/client.ts';
import { SEED } from '../support/seed.ts';
import { memory } from '../support/service/stores.ts';
import { times } from '../support/times.ts';
import type { AskedTask } from './asked-task.ts';
import { request } from './random-query.ts';
import { task } from './random-task.ts';
import { compareAnswers, type Owner } from './service-answer.ts';

/** The number of tasks of each test user. */
const OWNERS = [20, 40, 60, 80, 150, 250];

const QUERIES = 5000;

const AT_ONCE = 16;

/** Fast-check limits of each concurrent run, which fails after 40 seconds, even while it shrinks a failing query. */
const LIMITS = {
  numRuns: Math.ceil(QUERIES / AT_ONCE),
  interruptAfterTimeLimit: 40_000,
  markInterruptAsFailure: true,
};

describe('the task list, compared with an independent filter implementation (the oracle)', () => {
  let owners: Owner[];

  before(async () => {
    const { url } = await memory.service();
    owners = await Promise.all(OWNERS.map((count, i) => createOwner(url, count, SEED + i)));
  });

  it(`answers ${QUERIES} random queries with the same tasks in the same order as the oracle (SEED=${SEED})`, async () => {
    let selective = 0;
    const property = fc.asyncProperty(fc.nat(OWNERS.length - 1), request, async (i, asked) => {
      const owner = owners[i] as Owner;
      const matching = await compareAnswers(owner, asked);
      if (matching > 0 && matching < owner.tasks.length) selective++;
    });
    const runs = times(AT_ONCE, (i) => fc.assert(property, { ...LIMITS, seed: SEED + i }));
    const failures = (await Promise.allSettled(runs)).flatMap((run) =>
      run.status === 'rejected' ? [`${run.reason.cause?.message ?? run.reason.message}`] : [],
    );
    if (failures.length > 0) throw new Error(`${failures.length} of ${AT_ONCE} differ:\n${failures.join('\n\n')}`);
    // Queries that match no task or every task prove little, so more than a quarter must match only some tasks.
    expect(selective).to.be.above(QUERIES / 4);
  });
});

/** Creates random tasks of a new user; a third of them are toggled once, and a third twice. */
async function createOwner(base: string, count: number, seed: number): Promise<Owner> {
  const url = `${base}/api/${randomUUID()}/tasks`;
  const tasks: AskedTask[] = [];
  for (const body of fc.sample(task, { seed, numRuns: count })) {
    let answer = await ask('POST', url, { body });
    expect(answer.status, `${JSON.stringify(body)} ${answer.text}`).to.equal(201);
    for (let toggled = 0; toggled < tasks.length % 3; toggled++) {
      answer = await ask('PATCH', `${url}/${answer.json.id}/complete`);
    }
    tasks.push(answer.json);
  }
  return { url, tasks };
}
