import { expect } from 'chai';
import { toInstant } from '../../../../src/adapters/postgres/driver/iso-time.ts';

describe('a timestamp of PostgreSQL', () => {
  const instants = [
    0, 1, 999, 86_399_999, 1_750_000_000_000, 1_785_542_399_990, 253_402_300_799_999, -1, -62_000_000_000_000,
  ];

  for (const at of instants) {
    it(`is parsed to ${at} ms`, () => {
      const written = new Date(at).toISOString().replace('T', ' ');
      expect(toInstant(written.replace(/\.?0*Z$/, '+00'))).to.equal(at);
      expect(toInstant(written.replace('Z', '+00'))).to.equal(at);
    });
  }

  it('is converted to UTC by its offset', () => {
    expect(toInstant('2026-11-25 16:30:05.07+02')).to.equal(Date.UTC(2026, 10, 25, 14, 30, 5, 70));
    expect(toInstant('2026-11-25 16:30:05-03:30')).to.equal(Date.UTC(2026, 10, 25, 20, 0, 5));
  });

  it('is truncated to milliseconds', () => {
    const at = Date.UTC(2026, 10, 25, 16, 30, 5, 123);
    for (const digits of ['123', '1239', '12399', '123999', '123000000']) {
      expect(toInstant(`2026-11-25 16:30:05.${digits}+00`)).to.equal(at);
      expect(toInstant(`2026-11-25 22:15:05.${digits}+05:45`)).to.equal(at);
    }
  });

  for (const text of [
    ...[
      '25.11.2026 16:30:05.07 UTC',
      '05.11.2026 16:30:05.07+00',
      '25/11/2026 16:30:05.07 UTC',
      '11/05/2026 16:30:05.07+00',
    ],
    ...[
      'Wed 25 Nov 16:30:05.07 2026 UTC',
      'Wed Nov 25 16:30:05.07 2026 UTC',
      '2026-11-25T16:30:05Z',
      '2026-11-25 16:30:05',
    ],
    ...['2026-11-25', '2026-11-25+00', '2026-11-25 16:30+00', '2026-11-25 16:30:05.+00', '2026-11-25 16:30:05,07+00'],
    ...['12026-11-25 16:30:05+00', '0044-03-15 12:00:00+00 BC', '-2026-11-25 16:30:05+00', '2026-13-25 16:30:05+00'],
    ...[
      '2026-11-25 1x:30:05+00',
      '2026-11-25 16:30:05.0x+00',
      '2026-11-25 16:30:05 +00',
      'infinity',
      '-infinity',
      '',
      '+00',
    ],
  ]) {
    it(`is rejected when it is ${JSON.stringify(text)}`, () => {
      expect(() => toInstant(text)).to.throw(RangeError, text);
    });
  }
});
