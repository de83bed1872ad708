import { expect } from 'chai';
import { OwnerTasks } from '../../../src/application/filter/owner-tasks.ts';
import { select } from '../../../src/application/filter/selection.ts';
import type { Seq } from '../../../src/domain/changes/change.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { instant } from '../../../src/domain/instant.ts';
import { someTask } from '../../support/tasks.ts';

describe('a cached selection of tasks', () => {
  for (const [filter, isReused] of [
    ['completed', true],
    ['overdue', false],
  ] as const) {
    it(`is ${isReused ? '' : 'not '}used again for an earlier time if the filter is "${filter}"`, async () => {
      const owner = new OwnerTasks(1 as Seq, [someTask()]);
      const selection = { filter: parseFilter(filter), sort: [], zone: 'UTC' };
      const first = await select(owner, selection, instant(2_000));
      const earlier = await select(owner, selection, instant(1_000));
      expect(earlier.tasks === first.tasks).to.equal(isReused);
    });
  }
});
