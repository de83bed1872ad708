import { type Breach, CHECKS, type CheckName } from './check.ts';
import type { Missed } from './followers/naive-reader.ts';
import type { Tally } from './tally.ts';

export interface Report {
  readonly seed: number;
  readonly tally: Tally;
  readonly users: number;
  /** The number of changes in the logs of all users. */
  readonly changes: number;
  /** The number of the first user's tasks that a client polling by `updated_at` missed, or has in a wrong state. */
  readonly missed: Missed;
  readonly breaches: readonly Breach[];
}

/** The maximum number of broken promises that are printed for each check. */
const MAX_SHOWN = 3;

/** Formats the report of a torture run as text. */
export function render({ seed, tally, users, changes, missed, breaches }: Report): string {
  const figures: [figure: number, what: string][] = [
    [tally.writes, `writes by ${users} users, each with its own idempotency key except ${number(tally.keyless)}`],
    [tally.batches, `of them batches, ${number(tally.refusedBatches)} refused`],
    [
      tally.matchings,
      `of them edits and deletions by filter, ${number(tally.refusedMatchings)} refused: too many matches`,
    ],
    [tally.undos, `of them undos, ${number(tally.wholeUndos)} of several changes at once`],
    [tally.unknown, 'of them never answered'],
    [tally.dropped, 'replies dropped on purpose'],
    [tally.retries, 'retries: of dropped and lost replies, and of the next two'],
    [tally.busy, 'answers 503 or 504: overloaded, or no database'],
    [tally.inUse, 'answers 409: the key was still in use'],
    [tally.replays, 'answers replayed from their key'],
    [tally.conflicts, 'answers 412: another write came first'],
    [tally.refusedUndos, 'answers 409: a later change prevents the undo'],
    [tally.missing, 'answers 404: the task was deleted'],
    [changes, 'changes in the logs'],
    [tally.polls, 'pages of the feed read by long polling'],
    [tally.streams, `event streams opened, ${tally.cuts} of them cut on purpose`],
    [tally.reads, `reads, ${tally.notModified} of them answered 304`],
    [tally.walks, 'lists read page by page to the end'],
  ];
  const width = Math.max(...figures.map(([figure]) => number(figure).length));
  const { gone, outdated, unseen } = missed;
  const lines = [
    ...figures.map(([figure, what]) => `${number(figure).padStart(width)}  ${what}`),
    '',
    `A reader by updated_at would have missed ${number(gone + outdated + unseen)}: it holds ${number(gone)} deleted tasks ` +
      `and ${number(outdated)} outdated ones, and never saw ${number(unseen)}.`,
    '',
    ...(Object.keys(CHECKS) as CheckName[]).flatMap((name) => checkLines(name, breaches)),
    '',
    `${breaches.length === 0 ? 'Nothing was broken.' : `${number(breaches.length)} breaches.`} SEED=${seed}`,
  ];
  return `${lines.join('\n')}\n`;
}

function checkLines(name: CheckName, breaches: readonly Breach[]): string[] {
  const own = breaches.filter(({ check }) => check === name);
  const more = own.length > MAX_SHOWN ? [`    and ${number(own.length - MAX_SHOWN)} more`] : [];
  return [
    `${own.length === 0 ? '✓' : '✗'} ${CHECKS[name].promise}`,
    ...own.slice(0, MAX_SHOWN).map(({ user, detail }) => `    user ${user}: ${detail}`),
    ...more,
  ];
}

/** Formats a number as 1,234 in every locale. */
function number(value: number): string {
  return value.toLocaleString('en');
}
