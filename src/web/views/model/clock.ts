import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { HOUR, type Instant, instant } from '../../../domain/instant.ts';
import { calendarOf } from '../../../domain/time/calendar.ts';
import type { Day } from '../../../domain/time/day.ts';

/** A minute, in milliseconds. */
const MINUTE = HOUR / 60;

/** The current time and day as signals, which are updated at each full minute, and when the page is shown or hidden. */
export interface Clock {
  readonly now: ReadonlySignal<Instant>;
  readonly zone: string;
  readonly today: ReadonlySignal<Day>;
}

export function startClock(): Clock {
  const now = signal(instant(Date.now()));
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const move = () => {
    now.value = instant(Date.now());
  };
  const moveEachMinute = () => {
    move();
    setTimeout(moveEachMinute, MINUTE - (Date.now() % MINUTE));
  };
  moveEachMinute();
  document.addEventListener('visibilitychange', move);
  return { now, zone, today: computed(() => calendarOf(zone).dayAt(now.value)) };
}
