import { instant } from '../../../../src/domain/instant.ts';
import { Clock } from '../../../../src/ports/clock.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';

/** Returns a function that sets the time of the service. After each test of the suite the time is that of the machine again. */
export function settableClock(store: StoreUnderTest): (time: string) => void {
  let clock: Clock;

  before(async () => {
    clock = (await store.service()).container.get(Clock);
  });

  afterEach(() => {
    Reflect.deleteProperty(clock, 'now');
  });

  return (time) => {
    Object.assign(clock, { now: () => instant(Date.parse(time)) });
  };
}
