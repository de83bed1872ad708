import { expect } from 'chai';
import { csvRows } from '../../../../src/adapters/imports/text/csv.ts';

describe('csvRows', () => {
  it('reads quoted cells that contain quotes, commas and line breaks, and lines that end with LF or CR LF', () => {
    const rows = [...csvRows('a,"b ""c"", d",\r\n"e\nf",g\nh')];
    expect(rows.map(({ cells }) => cells)).to.deep.equal([['a', 'b "c", d', ''], ['e\nf', 'g'], ['h']]);
    expect(rows.map(({ line }) => line)).to.deep.equal([1, 2, 4]);
    expect(rows.every(({ problems, isCut }) => problems.length === 0 && !isCut)).to.equal(true);
  });

  it('reports quotes in wrong places as problems of their row, and nevertheless reads the next row', () => {
    const rows = [...csvRows('a "b" c,"d" e\nf')];
    expect(rows.map(({ cells }) => cells)).to.deep.equal([['a "b" c', 'd e'], ['f']]);
    expect(rows[0]?.problems).to.deep.equal(['a quote inside a cell without quotes', 'text after a closing quote']);
  });

  it('marks a row as cut when the file ends inside a quoted cell', () => {
    expect([...csvRows('a\n"b,c\nd')].map(({ isCut }) => isCut)).to.deep.equal([false, true]);
  });
});
