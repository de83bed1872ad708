import { expect } from 'chai';
import { InvalidValue } from '../../src/domain/errors.ts';
import { taskDate } from '../../src/domain/tasks/task-date.ts';

describe('a date of a task', () => {
  for (const text of [
    '2026-03-29',
    '0001-01-01',
    '9999-12-31',
    '2024-02-29',
    '2000-02-29',
    '2026-03-29T14:30',
    '2026-03-29T00:00:59',
    '2026-03-29T02:30[Europe/Berlin]',
    '2026-03-29T23:59:00[America/Argentina/Buenos_Aires]',
    '2026-03-29T14:30[UTC]',
    '2026-03-29T14:30[Etc/GMT+5]',
  ]) {
    it(`is kept as written: ${text}`, () => {
      expect(taskDate(text)).to.equal(text);
    });
  }

  it('is stored with the zone [UTC] if it is written with Z', () => {
    expect(taskDate('2026-03-29T14:30Z')).to.equal('2026-03-29T14:30[UTC]');
    expect(taskDate('2026-03-29T14:30:05Z')).to.equal('2026-03-29T14:30:05[UTC]');
  });

  const refused: Record<string, string[]> = {
    not_a_date: [
      ...['', 'today', '2026', '2026-3-29', '20260329', '2026-03-29 ', ' 2026-03-29', '2026-03-29\n', '٢٠٢٦-03-29'],
      ...[
        '0000-01-01',
        '2026-00-10',
        '2026-13-10',
        '2026-02-29',
        '1900-02-29',
        '2026-04-31',
        '2026-03-00',
        '-002026-03-29',
      ],
      ...[
        '2026-03-29T',
        '2026-03-29T14',
        '2026-03-29T24:00',
        '2026-03-29T14:60',
        '2026-03-29T14:30:60',
        '2026-03-29 14:30',
      ],
      ...['2026-03-29t14:30', '2026-03-29T14:30z', '2026-03-29T14:30:00.0', '2026-03-29T1430', '2026-03-29Z'],
      ...[
        '2026-03-29[Europe/Berlin]',
        '2026-03-29T14:30Z[UTC]',
        '2026-03-29T14:30[UTC][u-ca=hebrew]',
        '2026-03-29T14:30+01:00[UTC',
        `2026-03-29T14:30${'x'.repeat(100)}`,
        `2026-03-29T14:30[UTC]${'x'.repeat(100)}`,
      ],
    ],
    zone_required: [
      ...['2026-03-29T14:30+02:00', '2026-03-29T14:30-02', '2026-03-29T14:30+0200', '2026-03-29T14:30+00:00'],
      ...['2026-03-29T14:30+02:00[Europe/Berlin]', '2026-03-29T14:30:00-03[!]', '2026-03-29T14:30+01:00[]'],
      ...['2026-03-29T14:30[+02:00]', '2026-03-29T14:30[-02]', '2026-03-29T14:30[+25:99]'],
    ],
    unknown_zone: [
      ...[
        '2026-03-29T14:30[]',
        '2026-03-29T14:30[Mars/Base]',
        '2026-03-29T14:30[!UTC]',
        '2026-03-29T14:30[u-ca=hebrew]',
      ],
      ...['2026-03-29T14:30[ UTC]', '2026-03-29T14:30[Europe/Berlin\u0000]'],
      ...[
        `2026-03-29T14:30[${'A'.repeat(100)}]`,
        `2026-03-29T14:30[${'A'.repeat(100)}`,
        `2026-03-29T14:30:00[UTC${'/UTC'.repeat(100)}]`,
      ],
    ],
  };
  for (const [rule, texts] of Object.entries(refused)) {
    for (const text of texts) {
      it(`is refused as ${rule}: ${JSON.stringify(text)}`, () => {
        expect(() => taskDate(text))
          .to.throw(InvalidValue)
          .with.property('rule', rule);
      });
    }
  }
});
