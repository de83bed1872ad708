import { expect } from 'chai';
import { timestamp } from '../../src/adapters/system/timestamp.ts';
import { DAY, instant } from '../../src/domain/instant.ts';

describe('timestamp()', () => {
  const moments = [
    ...[0, 1, -1, 999, DAY - 1, DAY, -DAY, -DAY - 1],
    ...['2024-02-29T23:59:59.999Z', '2026-11-25T09:05:07.003Z', '1969-12-31T00:00:00.000Z'].map(Date.parse),
    ...['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'].map(Date.parse),
    ...[8.64e15, -8.64e15],
    ...Array.from({ length: 2_000 }, (_, n) => n * 97_654_321_987),
  ];

  it('formats an instant exactly as Date.toISOString() does', () => {
    // Formats the instants in both orders, because timestamp() caches dates by day.
    for (const ms of [...moments, ...moments.toReversed()]) {
      expect(timestamp(instant(ms))).to.equal(new Date(ms).toISOString());
    }
  });
});
