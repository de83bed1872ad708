import { expect } from 'chai';
import { KeptPages } from '../../src/adapters/http/tasks/kept-pages.ts';
import type { Seq } from '../../src/domain/change.ts';

const pageOf = (seq: number, body: string) => ({ seq: seq as Seq, reply: { status: 200, body } });

describe('kept pages', () => {
  it('are the last that were kept', () => {
    const pages = new KeptPages();
    expect(pages.get('a')).to.equal(undefined);
    pages.keep('a', pageOf(1, 'x'));
    pages.keep('a', pageOf(2, 'y'));
    expect(pages.get('a')).to.deep.equal(pageOf(2, 'y'));
  });

  it('take only so much room: the oldest are let go', () => {
    const pages = new KeptPages();
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 30; i++) pages.keep(`${i}`, pageOf(1, megabyte));
    const kept = Array.from({ length: 30 }, (_, i) => i).filter((i) => pages.get(`${i}`) !== undefined);
    expect(kept).to.include(29).and.not.to.include(0);
    expect(kept.length).to.be.within(8, 18);
  });
});
