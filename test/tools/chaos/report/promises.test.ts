import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DRILLS } from '../../../../tools/chaos/drills/list.ts';
import { PROMISES } from '../../../../tools/chaos/report/promises.ts';

describe('the promises in docs/RELIABILITY.md', () => {
  it('are each checked by at least one test or drill (a planned scenario of load or faults)', () => {
    for (const { id, tests, drill } of PROMISES) expect(tests.length > 0 || drill !== undefined, id).to.equal(true);
  });

  it('name only test files and test titles that exist', () => {
    for (const { id, tests } of PROMISES) {
      for (const { file, title } of tests) {
        expect(existsSync(file), `${id}: ${file}`).to.equal(true);
        expect(readFileSync(file, 'utf8'), `${id}: ${file}`).to.include(title);
      }
    }
  });

  it('have unique ids, and the drills (planned scenarios) that measure them have unique names', () => {
    for (const names of [PROMISES.map(({ id }) => id), DRILLS.map(({ name }) => name)]) {
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it('are all in the committed text of the page, which is generated from them', () => {
    const page = readFileSync('docs/RELIABILITY.md', 'utf8');
    for (const { id, promise } of PROMISES) expect(page).to.include(`**${id} ${promise}.**`);
  });
});
