import { expect } from 'chai';
import { InvalidValue } from '../../../src/domain/errors.ts';
import { requireZone } from '../../../src/domain/time/zone.ts';

describe('the name of a time zone', () => {
  it('is returned unchanged at the first and at a second check if the zone exists', () => {
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
    ['A'.repeat(65), 'unknown_zone'],
  ];
  for (const [name, rule] of refused) {
    it(`is refused as ${rule} at the first and at a second check: ${JSON.stringify(name)}`, () => {
      for (let i = 0; i < 2; i++) {
        expect(() => requireZone(name))
          .to.throw(InvalidValue)
          .with.property('rule', rule);
      }
    });
  }

  it('is not looked up in Temporal if it has more than 64 characters', () => {
    expect(lookUpsWhile(() => expect(() => requireZone('B'.repeat(64))).to.throw(InvalidValue))).to.equal(1);
    expect(lookUpsWhile(() => expect(() => requireZone('B'.repeat(65))).to.throw(InvalidValue))).to.equal(0);
  });

  it('stays cached while thousands of malformed names are refused', () => {
    requireZone('Europe/Berlin');
    const lookUps = lookUpsWhile(() => {
      for (let i = 0; i < 2_000; i++) expect(() => requireZone(`!${i}`)).to.throw(InvalidValue);
      requireZone('Europe/Berlin');
    });
    expect(lookUps).to.equal(0);
  });
});

/** Returns how many time zones Temporal looks up while `act` runs. */
function lookUpsWhile(act: () => void): number {
  const { ZonedDateTime } = Temporal;
  let count = 0;
  Temporal.ZonedDateTime = new Proxy(ZonedDateTime, {
    construct(target, parameters) {
      count++;
      return Reflect.construct(target, parameters);
    },
  });
  try {
    act();
  } finally {
    Temporal.ZonedDateTime = ZonedDateTime;
  }
  return count;
}
