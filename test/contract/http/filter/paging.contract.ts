import { expect } from 'chai';
import fc from 'fast-check';
import { ask } from '../../../../tools/support/client.ts';
import { nextOf, seqOf, type TaskJson } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach, type TestUser } from '../test-user.ts';
import { del, patch, send } from '../write-requests.ts';
import { createAll, listUrl, type Query } from './find-requests.ts';

/** The number of tasks that match the filter during the whole test. `PASSING` more tasks enter and leave the list. */
const LASTING = 150;
const PASSING = 50;
const WRITERS = 8;

const FIELDS = ['created_at', 'updated_at', 'completed_at', 'start', 'due', 'priority', 'title', 'list'];
const SORTS = [...FIELDS.flatMap((field) => [field, `-${field}`]), 'priority,-due,title', '-list,start,-completed_at'];

/** Random values of all fields by which a list can be sorted. */
const content = fc.record({
  title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).map((text) => `t${text}`),
  priority: fc.constantFrom('none', 'low', 'medium', 'high', 'urgent'),
  list: fc.constantFrom(null, 'Work', 'home', 'É'),
  start: fc.constantFrom(null, '2026-03-29', '2026-03-29T10:00', '2026-03-28T14:30[Europe/Berlin]'),
  due: fc.constantFrom(null, '2026-03-29', '2026-03-30T10:00', '2026-03-29T14:30[Asia/Tokyo]'),
  completed: fc.boolean(),
});
const write = fc.record({
  kind: fc.constantFrom('edit', 'edit', 'edit', 'leave', 'enter', 'create', 'delete'),
  which: fc.nat(),
  content,
});

/** The contract tests for reading all pages of a list while its tasks change. */
export function pagingContract(store: StoreUnderTest): void {
  describe(`a client that follows Link through a filtered and sorted list on ${store.name}`, () => {
    const user = newUserForEach(store);
    const all = ['memory', 'SQLite'].includes(store.name) ? 10_000 : 1_500;
    const count = store.hasFewSamples ? 150 : all;

    it(`gets each task exactly once if the task matches the filter all the time, during ${count} writes, in every sort order (SEED=${SEED})`, async () => {
      const lasting = await createAll(
        user,
        times(LASTING, (i) => ({ title: `${i}`, tags: ['x'] })),
      );
      const passing = await createAll(
        user,
        times(PASSING, (i) => ({ title: `${i}`, tags: ['x'] })),
      );
      let isWriting = true;
      const writing = writeAll(user, count, lasting, passing).finally(() => {
        isWriting = false;
      });
      do {
        for (const sort of SORTS) {
          const seen = await visit(user, { sort, filter: 'tag = x', tz: 'Europe/Berlin', limit: 17 });
          expect(new Set(seen).size, `${sort}: twice`).to.equal(seen.length);
          const missed = lasting.filter(({ id }) => !seen.includes(id));
          expect(missed, `${sort}: missed`).to.deep.equal([]);
        }
      } while (isWriting);
      await writing;
      expect(seqOf(await ask('GET', user.tasks)), 'most writes change a task').to.be.above(
        LASTING + PASSING + count / 2,
      );
    });
  });
}

/** Returns the task ids of all pages of a list. Expects every page but the last to be full. */
async function visit(user: TestUser, query: Query): Promise<string[]> {
  const seen: string[] = [];
  for (let url: string | undefined = listUrl(user, query); url !== undefined; ) {
    const page = await ask('GET', url);
    expect(page.status, page.text).to.equal(200);
    for (const { id, tags } of page.json as TaskJson[]) {
      expect(tags).to.deep.equal(['x']);
      seen.push(id);
    }
    url = nextOf(page, user.base);
    if (url !== undefined) expect(page.json).to.have.length(Number(query.limit));
  }
  return seen;
}

/** Sends random writes from concurrent clients. The tasks in `lasting` keep their tag `x`, so they match the filter. */
async function writeAll(user: TestUser, count: number, lasting: TaskJson[], passing: TaskJson[]): Promise<void> {
  const writes = fc.sample(write, { numRuns: count, seed: SEED });
  const urls = [...lasting, ...passing].map(({ id }) => `${user.tasks}/${id}`);
  async function writer(): Promise<void> {
    for (let next = writes.pop(); next !== undefined; next = writes.pop()) {
      const { kind, which, content } = next;
      const passingUrl = urls[LASTING + (which % PASSING)] as string;
      if (kind === 'edit') await send(patch(urls[which % urls.length] as string, content));
      else if (kind === 'leave') await send(patch(passingUrl, { ...content, remove_tags: ['x'] }));
      else if (kind === 'enter') await send(patch(passingUrl, { add_tags: ['x'] }));
      else if (kind === 'delete') await send(del(passingUrl));
      else urls[LASTING + (which % PASSING)] = await user.createTaskUrl({ ...content, tags: ['x'] });
    }
  }
  await Promise.all(times(WRITERS, writer));
}
