import { expect } from 'chai';
import { type Entry, search } from '../../../src/web/docs/search.ts';

const ENTRIES: readonly Entry[] = [
  { id: 'createTask', kind: 'POST', title: 'Create a task', text: 'Create a task. Idempotency-Key. café' },
  { id: 'retry', kind: 'Guide', title: 'Retry without doing it twice', text: 'A key makes a task only once.' },
  { id: 'task_not_found', kind: 'Error', title: 'task_not_found', text: 'There is no such task.' },
];

describe('the search of /docs', () => {
  const found = (query: string) => search(ENTRIES, query).map(({ id }) => id);

  it('finds the parts whose title or text contains every word of the query', () => {
    expect(found('key task')).to.deep.equal(['createTask', 'retry']);
    expect(found('key nothing')).to.deep.equal([]);
  });

  it('ranks a match in the title above a match in the text, and a match at the beginning of a word above one inside it', () => {
    expect(found('task')).to.deep.equal(['createTask', 'task_not_found', 'retry']);
    expect(found('found')[0]).to.equal('task_not_found');
  });

  it('ignores case and accents', () => {
    expect(found('CAFE')).to.deep.equal(['createTask']);
  });

  it('finds an operation by its HTTP method, and any part by its id', () => {
    expect(found('post')).to.deep.equal(['createTask']);
    expect(found('createtask')).to.deep.equal(['createTask']);
  });

  it('finds nothing for an empty query', () => {
    expect(found('  ')).to.deep.equal([]);
  });
});
