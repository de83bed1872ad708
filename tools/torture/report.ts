import { type Breach, CHECKS, type CheckName } from './check.ts';
import type { Missed } from './followers/naive-reader.ts';
import type { Tally } from './tally.ts';

export interface Report {
  readonly seed: number;
  readonly tally: Tally;
  readonly users: number;
  /** How many changes the logs hold. */
  readonly changes: number;
  /** What a reader by `updated_at` has missed, of the tasks of the shared user. */
  readonly missed: Missed;
  readonly breaches: readonly Breach[];
}

/** How many breaches of each check are told in full. */
const TOLD = 3;

/** A report for people. */
export function render({ seed, tally, users, changes, missed, breaches }: Report): string {
  const figures: [figure: number, what: string][] = [
    [tally.writes, `writes, each under a key of its own, of ${users} users`],
    [tally.unknown, 'of them never answered'],
    [tally.dropped, 'replies dropped on purpose'],
    [tally.retries, 'requests sent again, be it for that or for want of an answer, or for one of these two:'],
    [tally.busy, 'times a server was busy, or its database away (503, 504)'],
    [tally.inUse, 'times a key was still in use (409)'],
    [tally.replays, 'answers replayed'],
    [tally.conflicts, 'conflicts with an earlier write (412)'],
    [tally.refusedUndos, 'undos refused, a change being in the way (409)'],
    [tally.missing, 'writes to a task that was gone (404)'],
    [changes, 'changes in the logs'],
    [tally.polls, 'pages of the feed polled'],
    [tally.streams, `streams of events opened, ${tally.cuts} of them cut on purpose`],
    [tally.reads, `reads beside the writes, ${tally.notModified} of them answered "not modified"`],
    [tally.walks, 'lists walked from end to end'],
  ];
  const width = Math.max(...figures.map(([figure]) => number(figure).length));
  const { gone, outdated, unseen } = missed;
  const lines = [
    ...figures.map(([figure, what]) => `${number(figure).padStart(width)}  ${what}`),
    '',
    `A reader by updated_at would have missed ${number(gone + outdated + unseen)}: it holds ${number(gone)} that are gone ` +
      `and ${number(outdated)} that have changed, and never saw ${number(unseen)}.`,
    '',
    ...(Object.keys(CHECKS) as CheckName[]).flatMap((name) => checkLines(name, breaches)),
    '',
    `${breaches.length === 0 ? 'Nothing was broken.' : `${number(breaches.length)} breaches.`} SEED=${seed}`,
  ];
  return `${lines.join('\n')}\n`;
}

function checkLines(name: CheckName, breaches: readonly Breach[]): string[] {
  const own = breaches.filter(({ check }) => check === name);
  const more = own.length > TOLD ? [`    and ${number(own.length - TOLD)} more`] : [];
  return [
    `${own.length === 0 ? '✓' : '✗'} ${CHECKS[name].promise}`,
    ...own.slice(0, TOLD).map(({ user, detail }) => `    user ${user}: ${detail}`),
    ...more,
  ];
}

/** With a comma after every third digit, wherever this runs. */
function number(value: number): string {
  return value.toLocaleString('en');
}
