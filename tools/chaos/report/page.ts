import { FAULTS } from '../nemesis.ts';
import { PROMISES, type Promised } from './promises.ts';
import type { Reliability, StormRecord } from './record.ts';

const KINDS: readonly (readonly [letter: string, title: string])[] = [
  ['P', 'Load'],
  ['F', 'Faults'],
  ['H', 'Hostile requests'],
  ['M', 'Who watches'],
];

/** The page that says what is promised, what holds it, and what was measured last. */
export function pageOf(record: Reliability): string {
  const sections = KINDS.flatMap(([letter, title]) => {
    const rows = PROMISES.filter(({ id }) => id.startsWith(letter));
    return rows.length === 0 ? [] : [`## ${title}\n\n${rows.map((row) => entryOf(row, record)).join('\n\n')}`];
  });
  return `${[INTRODUCTION, ...sections, stormOf(record.storm)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Reliability

What Taskport promises when things go wrong, what holds each promise, and what was measured last. \`make drills\` does
the drills, each a fixed scenario on a PostgreSQL of its own, and \`make drills DRILL=overload\` one of them; \`make storm\`
lets faults loose that a seed chooses; \`make chaos\` does both. They write this page, from \`docs/reliability.json\`.

A promise without a figure is held by its tests alone. Server, database and clients share the machine that is named, so
that times say what happens there; compare them only with each other.`;

function entryOf({ id, promise, bound, tests, drill }: Promised, record: Reliability): string {
  const measured = record.drills[id];
  const held = tests.map(({ file, title }) => `[${title.replace(/\$\{.*?\}/g, '…')}](../${file})`);
  const drilled = drill === undefined ? [] : [`\`${drill}\``];
  const lines = [`**${id} ${promise}.**`, `- Bound: ${bound}`, `- Held by: ${[...held, ...drilled].join('; ')}`];
  if (measured !== undefined) {
    const { figures, isKept, date, machine } = measured;
    lines.push(`- ${isKept ? 'Kept' : '**Not kept**'}: ${figures.join('; ')} (${machine}, ${date})`);
  } else lines.push(drill === undefined ? '- No figure: its tests hold it, or fail' : '- Not measured yet');
  return lines.join('\n');
}

function stormOf(storm: StormRecord | undefined): string {
  if (storm === undefined) return '## The last storm\n\nThere was none yet.';
  const { seed, seconds, rounds, changes, breaches, faults, machine, date, command } = storm;
  const count = (number: number) => Math.round(number).toLocaleString('en');
  const rows = FAULTS.flatMap(({ name, target }) => {
    const tally = faults[name];
    return tally === undefined ? [] : [`| ${name} | ${target} | ${tally.count} | ${count(tally.slowest)} |`];
  });
  const all = Object.values(faults).reduce((sum, tally) => sum + tally.count, 0);
  return [
    '## The last storm',
    '![What was answered in the first minute of the last storm, and what went wrong meanwhile](reliability.svg)',
    `${count(all)} faults in ${count(seconds)} s, ${rounds} rounds, ${count(changes)} changes, ${count(breaches)} breaches. \`${command}\` (SEED=${seed}; ${machine}, ${date})`,
    ['| Fault | done to | times | slowest first success after it, ms |', '|---|---|--:|--:|', ...rows].join('\n'),
  ].join('\n\n');
}
