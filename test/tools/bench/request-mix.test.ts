import { expect } from 'chai';
import { mistakeIn } from '../../../tools/support/load/requests/answer-mistake.ts';
import { Dataset } from '../../../tools/support/load/requests/dataset.ts';
import type { PlannedRequest } from '../../../tools/support/load/requests/planned-request.ts';
import { RequestMix } from '../../../tools/support/load/requests/request-mix.ts';

const TARGET = { dataset: { users: 3, tasksEach: 100 }, cursors: 'plain' } as const;
const ID = '01a206d1-ff9a-748f-a961-0e25da91ff65';

describe('the random request sequence of the load generator', () => {
  it('has the same requests for the same seed, and other requests for another seed', () => {
    const [one, same, other] = [1, 1, 2].map((salt) => plan(new RequestMix({ get: 1 }, TARGET, salt), 20));
    expect(same).to.deep.equal(one);
    expect(other).not.to.deep.equal(one);
  });

  it('contains each kind of request in proportion to its weight', () => {
    const operations = plan(new RequestMix({ list: 3, toggle: 1 }, TARGET, 1), 4_000).map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'toggle').length).to.be.within(900, 1_100);
  });

  it('deletes only tasks that an earlier request of the sequence created, and each of them once', () => {
    const mix = new RequestMix({ create: 1, delete: 1 }, TARGET, 1);
    expect(plan(mix, 50).map(({ operation }) => operation)).not.to.include('delete');
    const [created] = plan(mix, 1) as [PlannedRequest];
    mix.learn(created, Buffer.from(`{"id":"${ID}"}`));
    const deleted = plan(mix, 50).filter(({ operation }) => operation === 'delete');
    expect(deleted.map(({ bytes }) => bytes.toString().split(' HTTP')[0])).to.deep.equal([
      `DELETE /api/${created.expected.has.user_id}/tasks/${ID}`,
    ]);
  });

  it('requests a list page with the cursor of the task before the page, and expects the page to begin with the next task', () => {
    const dataset = new Dataset(TARGET.dataset);
    const [planned] = plan(new RequestMix({ list: 1 }, { ...TARGET, depth: [10, 10], limit: [5, 5] }, 1), 1) as [
      PlannedRequest,
    ];
    const n = dataset.newest(Number.parseInt(String(planned.expected.has.user_id).slice(-1), 16), 9);
    expect(planned.bytes.toString()).to.include(
      `limit=5&before=${dataset.createdAt(n).toISOString()},${dataset.id(n)} HTTP`,
    );
    expect(planned.expected).to.deep.equal({
      status: 200,
      count: 5,
      has: { user_id: dataset.user(n), id: dataset.id(n - 3) },
    });
  });
});

describe('the response check of the load generator', () => {
  const [get] = plan(new RequestMix({ get: 1 }, TARGET, 1), 1) as [PlannedRequest];
  const [list] = plan(new RequestMix({ list: 1 }, { ...TARGET, limit: [2, 2] }, 1), 1) as [PlannedRequest];
  const own = { user_id: list.expected.has.user_id };

  it('compares the status of every response, and the body only of sampled responses', () => {
    expect(mistake(get, 200, '{}', false)).to.equal(undefined);
    expect(mistake(get, 500, '{"detail":"Oh"}', false)).to.equal('answered 500, not 200: {"detail":"Oh"}');
  });

  it('accepts a body with the id and title of the requested task, and reports any other body', () => {
    expect(mistake(get, 200, JSON.stringify({ ...get.expected.has, completed: true }))).to.equal(undefined);
    for (const body of ['{}', 'null', '<html>', JSON.stringify({ ...get.expected.has, title: 'Another' })]) {
      expect(mistake(get, 200, body)).to.include('answered a wrong body');
    }
  });

  it('accepts a list with the expected length and first task, and reports any other list', () => {
    expect(mistake(list, 200, JSON.stringify([own, {}]))).to.equal(undefined);
    for (const body of [own, [own], [own, own, own], [{}, own]]) {
      expect(mistake(list, 200, JSON.stringify(body))).to.include('answered a wrong body');
    }
  });
});

function plan(mix: RequestMix, count: number): PlannedRequest[] {
  return Array.from({ length: count }, () => mix.next());
}

function mistake(planned: PlannedRequest, status: number, body: string, isSample = true): string | undefined {
  return mistakeIn(planned, { status, head: '', body: Buffer.from(body) }, isSample);
}
