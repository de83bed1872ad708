import { styleText } from 'node:util';
import { EXIT_CODES, type Exit } from '../exit-codes.ts';
import type { Command } from './command.ts';

/** The maximum length of a line of help, in characters. */
const WIDTH = 100;

/** The maximum width of the column of names. The text of a longer name begins on the next line. */
const MAX_NAME = 24;

type Row = readonly [name: string, text: string];

/** Returns the output of `taskport --help`: the commands and the exit codes. */
export function programHelp(commands: readonly Command[]): string {
  return paragraphs([
    'Taskport is a self-hosted task service.',
    `${title('Usage:')} taskport [COMMAND] [ARGUMENT…] [--help]`,
    section(
      'Commands:',
      commands.map(({ name, summary }) => [name, summary]),
    ),
    section('Options:', [
      ['-h, --help', 'show this help, or that of a command'],
      ['--version', 'print the release'],
    ]),
    section('Exit codes:', exits(Object.keys(EXIT_CODES) as Exit[])),
    wrap('Nothing asks for input. NO_COLOR turns colours off, and so does any output but a terminal.', ''),
  ]);
}

/** Returns the output of `taskport COMMAND --help`. */
export function commandHelp({
  name,
  summary,
  details,
  usage,
  operands,
  options,
  examples,
  exits: own,
}: Command): string {
  const lines = usage.map((form) => `taskport ${name} ${form}`.trim());
  return paragraphs([
    wrap(summary, ''),
    ...details.map((text) => wrap(text, '')),
    `${title('Usage:')} ${lines.join('\n       ')}`,
    section(
      'Arguments:',
      operands.map(({ name, help }) => [name, help]),
    ),
    section('Options:', [
      ...Object.entries(options).map(([name, { value, help }]): Row => [`--${name}${value ? ` ${value}` : ''}`, help]),
      ['-h, --help', 'show this help'],
    ]),
    section(
      'Examples:',
      examples.map(([line, effect]) => [`taskport ${line}`, effect]),
    ),
    section('Exit codes:', exits([...own, 'usage'])),
  ]);
}

function exits(names: readonly Exit[]): Row[] {
  const found = names.map((name) => EXIT_CODES[name]).toSorted((one, other) => one.code - other.code);
  return found.map(({ code, meaning }) => [String(code), meaning]);
}

function section(heading: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([name]) => (name.length > MAX_NAME ? 0 : name.length)));
  const indent = ' '.repeat(width + 4);
  const lines = rows.map(([name, text]) => {
    const wrapped = wrap(text, indent);
    return name.length > width ? `  ${name}\n${wrapped}` : `  ${name.padEnd(width)}${wrapped.slice(width + 2)}`;
  });
  return [title(heading), ...lines].join('\n');
}

/** Breaks text between words into indented lines of at most {@link WIDTH} characters. */
function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] as string;
    if (last !== '' && indent.length + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => indent + line).join('\n');
}

/** Returns text in bold for a terminal, otherwise plain text. NO_COLOR turns bold off. */
function title(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
