import { expect } from 'chai';
import { InvalidValue } from '../../../src/domain/errors.ts';
import { requireZone } from '../../../src/domain/time/zone.ts';

describe('the name of a time zone', () => {
  it('is returned as it came, each time', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'Etc/GMT+5', 'America/Port-au-Prince', 'europe/berlin']) {
      expect(requireZone(name)).to.equal(name);
      expect(requireZone(name)).to.equal(name);
    }
  });

  const refused: [name: string, rule: string][] = [
    ['', 'unknown_zone'],
    ['Berlin', 'unknown_zone'],
    ['Europe/Berlin ', 'unknown_zone'],
    ['u-ca=hebrew', 'unknown_zone'],
    ['2026-03-29T14:30[Europe/Berlin]', 'unknown_zone'],
    ['+02:00', 'zone_required'],
    ['-2', 'zone_required'],
  ];
  for (const [name, rule] of refused) {
    it(`is refused as ${rule}, each time: ${JSON.stringify(name)}`, () => {
      for (let i = 0; i < 2; i++) {
        expect(() => requireZone(name))
          .to.throw(InvalidValue)
          .with.property('rule', rule);
      }
    });
  }
});
