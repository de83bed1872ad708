import { expect } from 'chai';
import { toInstant } from '../../src/adapters/postgres/task-row.ts';

describe('a time from PostgreSQL', () => {
  const instants = [
    0, 1, 999, 86_399_999, 1_750_000_000_000, 1_785_542_399_990, 253_402_300_799_999, -1, -62_000_000_000_000,
  ];

  for (const at of instants) {
    it(`is read as it is: ${at}`, () => {
      const written = new Date(at).toISOString().replace('T', ' ');
      expect(toInstant(written.replace(/\.?0*Z$/, '+00'))).to.equal(at);
      expect(toInstant(written.replace('Z', '+00'))).to.equal(at);
    });
  }

  it('is read from a session in another zone', () => {
    expect(toInstant('2026-11-25 16:30:05.07+02')).to.equal(Date.UTC(2026, 10, 25, 14, 30, 5, 70));
    expect(toInstant('2026-11-25 16:30:05-03:30')).to.equal(Date.UTC(2026, 10, 25, 20, 0, 5));
  });

  it('that is none is refused', () => {
    for (const text of ['infinity', '']) expect(() => toInstant(text), text).to.throw(RangeError);
  });
});
