import { FAULTS } from '../nemesis.ts';
import { PROMISES, type Promised } from './promises.ts';
import type { Reliability, StormRecord } from './record.ts';

const KINDS: readonly (readonly [letter: string, title: string])[] = [
  ['P', 'Load'],
  ['F', 'Faults'],
  ['H', 'Hostile requests'],
  ['M', 'Probes and metrics'],
];

/** Returns the text of docs/RELIABILITY.md: the promises, their tests and drills, and the latest figures. */
export function pageOf(record: Reliability): string {
  const sections = KINDS.flatMap(([letter, title]) => {
    const rows = PROMISES.filter(({ id }) => id.startsWith(letter));
    return rows.length === 0 ? [] : [`## ${title}\n\n${rows.map((row) => entryOf(row, record)).join('\n\n')}`];
  });
  return `${[INTRODUCTION, ...sections, stormOf(record.storm)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Reliability

What Taskport promises under load, faults and hostile requests, which test or drill checks each promise, and the latest
figures. \`make drills\` runs the drills, each a fixed scenario on its own PostgreSQL; \`make drills DRILL=overload\` runs
one of them. \`make storm\` injects faults that a seed chooses. \`make chaos\` does both. They write this page and
\`docs/reliability.json\`.

A promise without a figure is checked by its tests alone. Server, database and clients share the named machine, so
compare the times only with each other.`;

function entryOf({ id, promise, bound, tests, drill }: Promised, record: Reliability): string {
  const measured = record.drills[id];
  const held = tests.map(({ file, title }) => `[${title.replace(/\$\{.*?\}/g, '…')}](../${file})`);
  const drilled = drill === undefined ? [] : [`\`${drill}\``];
  const lines = [`**${id} ${promise}.**`, `- Bound: ${bound}`, `- Checked by: ${[...held, ...drilled].join('; ')}`];
  if (measured !== undefined) {
    const { figures, isKept, date, machine } = measured;
    lines.push(`- ${isKept ? 'Kept' : '**Not kept**'}: ${figures.join('; ')} (${machine}, ${date})`);
  } else lines.push(drill === undefined ? '- No figure: its tests pass or fail' : '- Not measured yet');
  return lines.join('\n');
}

function stormOf(storm: StormRecord | undefined): string {
  if (storm === undefined) return '## The last storm\n\nNo storm has run yet.';
  const { seed, seconds, rounds, changes, breaches, faults, machine, date, command } = storm;
  const count = (number: number) => Math.round(number).toLocaleString('en');
  const rows = FAULTS.flatMap(({ name, target }) => {
    const tally = faults[name];
    return tally === undefined ? [] : [`| ${name} | ${target} | ${tally.count} | ${count(tally.slowest)} |`];
  });
  const all = Object.values(faults).reduce((sum, tally) => sum + tally.count, 0);
  return [
    '## The last storm',
    '![Answers during the first minute of the last storm, and the faults meanwhile](reliability.svg)',
    `${count(all)} faults in ${count(seconds)} s, ${rounds} rounds, ${count(changes)} changes, ${count(breaches)} breaches. \`${command}\` (SEED=${seed}; ${machine}, ${date})`,
    ['| Fault | target | count | slowest first success after it, ms |', '|---|---|--:|--:|', ...rows].join('\n'),
  ].join('\n\n');
}
