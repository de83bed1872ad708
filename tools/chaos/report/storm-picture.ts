import { bar, line, picture, text } from '../../support/svg.ts';
import type { InjectedFault } from '../nemesis.ts';

/** The numbers of successful and failed responses in each time bucket of a storm round. */
export interface ReplyTimeline {
  readonly bucketMs: number;
  readonly served: readonly number[];
  /** Responses with a status of 500 or above, normally 503 and 504. */
  readonly refused: readonly number[];
}

const WIDTH = 960;
const [LEFT, RIGHT] = [50, 290];
const [TOP, HEIGHT] = [70, 150];
const LANE = 17;
const SECOND = 1000;

/** Draws a chart of the responses over time, and below the chart a bar for the duration of each fault. */
export function stormPicture(injected: readonly InjectedFault[], timeline: ReplyTimeline, seconds: number): string {
  const x = (ms: number) => LEFT + (Math.min(ms / SECOND, seconds) / seconds) * (WIDTH - LEFT - RIGHT);
  const perSecond = SECOND / timeline.bucketMs;
  const totals = timeline.served.map((served, n) => (served + (timeline.refused[n] ?? 0)) * perSecond);
  const most = Math.max(1, ...totals);
  const height = (count: number) => Math.round(((count * perSecond) / most) * HEIGHT * 10) / 10;
  const floor = TOP + HEIGHT;
  const bars = timeline.served.flatMap((served, n) => {
    const refused = timeline.refused[n] ?? 0;
    const [from, wide] = [x(n * timeline.bucketMs), x(timeline.bucketMs) - x(0) - 0.5];
    return [
      bar('a', from, floor - height(served), wide, height(served)),
      bar('d', from, floor - height(served) - height(refused), wide, height(refused)),
    ];
  });
  const lanes = injected.flatMap(({ fault, at, healedAfter, firstSuccess }, n) => {
    const y = floor + 40 + n * LANE;
    return [
      bar('e', x(at), y, Math.max(2, x(at + healedAfter) - x(at)), 10),
      text('ink', WIDTH - RIGHT + 12, y + 9, fault.name, { size: 11 }),
      text('soft', WIDTH - 14, y + 9, `${Math.round(firstSuccess)} ms`, { size: 11, anchor: 'end' }),
    ];
  });
  const bottom = floor + 40 + injected.length * LANE;
  const marks = Array.from({ length: Math.floor(seconds / 10) + 1 }, (_, n) => n * 10).flatMap((at) => [
    line('grid', [
      [x(at * SECOND), TOP],
      [x(at * SECOND), bottom],
    ]),
    text('soft', x(at * SECOND), floor + 18, `${at} s`, { size: 11, anchor: 'middle' }),
  ]);
  return picture(WIDTH, bottom + 20, 'Answers of the service during faults', [
    text('ink', LEFT, 28, 'A minute of storm: answers, and the faults meanwhile', {
      size: 16,
      bold: true,
    }),
    bar('a', LEFT, 44, 10, 10),
    text('soft', LEFT + 16, 53, 'answered', { size: 12 }),
    bar('d', LEFT + 90, 44, 10, 10),
    text('soft', LEFT + 106, 53, '503 and 504', { size: 12 }),
    text('soft', WIDTH - 14, floor + 18, 'first success after the fault', { size: 11, anchor: 'end' }),
    text('soft', LEFT - 6, TOP + 4, `${Math.round(most).toLocaleString('en')}/s`, { size: 11, anchor: 'end' }),
    ...marks,
    ...bars,
    ...lanes,
  ]);
}
