import { expect } from 'chai';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { UuidIds } from '../../src/adapters/system/uuid-ids.ts';

describe('the ids of new tasks', () => {
  it('grow with every one, many in one millisecond included', () => {
    const ids = new UuidIds();
    const made = Array.from({ length: 100_000 }, () => ids.next());
    expect(made).to.deep.equal(made.toSorted());
    expect(new Set(made).size).to.equal(made.length);
  });

  it('are UUIDs of version 7, of now', () => {
    const id = new UuidIds().next();
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(time).to.be.closeTo(new SystemClock().now(), 60_000);
  });
});
