import { instant } from '../../../../src/domain/instant.ts';
import { Clock } from '../../../../src/ports/clock.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';

/** Returns a function that sets the service's clock. After each test, the service uses the system clock again. */
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
