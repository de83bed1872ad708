import { parseArgs } from 'node:util';
import { ConfigError } from '../../../config/config-error.ts';
import { EXIT_CODES, UsageError } from '../exit-codes.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';

/** The maximum number of letters in which a mistyped name may differ from a name that is suggested. */
const MAX_DISTANCE = 2;

const HELP = ['--help', '-h', 'help'];

/** Runs the command in `name` and `args`. Sets the exit code if the command line or the configuration has a mistake. */
export async function runProgram([name = '', ...args]: readonly string[]): Promise<void> {
  if (name !== 'serve') process.stdout.on('error', endWithReader);
  try {
    if (HELP.includes(name)) return print(args[0] === undefined ? programHelp(COMMANDS) : commandHelp(named(args[0])));
    await run(named(name === '--version' ? 'version' : name), args);
  } catch (error) {
    if (error instanceof UsageError) fail(error, EXIT_CODES.usage.code);
    else if (error instanceof ConfigError) fail(error, EXIT_CODES.config.code);
    else throw error;
  }
}

async function run(command: Command, args: readonly string[]): Promise<void> {
  const help = { help: { type: 'boolean', short: 'h' } } as const;
  const { positionals, values } = parsed(command, () =>
    parseArgs({ args: [...args], options: { ...command.options, ...help }, allowPositionals: true }),
  );
  if (values.help === true) return print(commandHelp(command));
  if (command.operands.length === 0 && positionals[0] !== undefined)
    throw new UsageError(`taskport ${command.name} takes no ${quoted(positionals[0])}. ${seeHelp(command)}`);
  await command.run({ operands: positionals, options: values });
}

/** @throws UsageError with the parser's reason, and the most similar option if an option is unknown */
function parsed<T>(command: Command, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [reason = ''] = (error as Error).message.split(/\. |\n/, 1);
    const unknown = /^Unknown option '(--[\w-]+)'/.exec(reason)?.[1];
    const names = Object.keys(command.options).map((name) => `--${name}`);
    const hint = unknown === undefined ? '' : didYouMean(unknown, names);
    throw new UsageError(`taskport ${command.name}: ${reason.replace(/\.$/, '')}.${hint} ${seeHelp(command)}`);
  }
}

/** @throws UsageError if no command has this name */
function named(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map((command) => command.name);
  const hint = didYouMean(name, names);
  throw new UsageError(
    `taskport has no command ${quoted(name)}.${hint} The commands are ${names.join(', ')}. See "taskport --help".`,
  );
}

function seeHelp({ name }: Command): string {
  return `See "taskport ${name} --help".`;
}

function didYouMean(name: string, known: readonly string[]): string {
  const [best] = known
    .map((each) => ({ each, distance: distance(name, each) }))
    .toSorted((one, other) => one.distance - other.distance);
  return best === undefined || best.distance > MAX_DISTANCE ? '' : ` Did you mean ${best.each}?`;
}

/** Returns the Levenshtein distance of two texts: the number of letters to insert, delete or replace. */
function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const row = [i + 1];
    for (const [j, each] of [...other].entries()) {
      const replaced = (previous[j] ?? 0) + (letter === each ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous.at(-1) ?? 0;
}

/** Exits if the reader of the standard output has closed the pipe, as in `taskport export | head`. */
function endWithReader({ code }: NodeJS.ErrnoException): never {
  process.exit(code === 'EPIPE' ? 0 : EXIT_CODES.io.code);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function print(text: string): void {
  process.stdout.write(text);
}

function fail({ message }: Error, code: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
