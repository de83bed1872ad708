import type { Exit } from '../exit-codes.ts';

/** An option of a command, in the form for `parseArgs` of `node:util`, with its help text. */
interface Option {
  readonly type: 'string' | 'boolean';
  /** The placeholder of the value, such as `FILE`; a boolean option has none. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** A positional argument of a command. */
interface Operand {
  readonly name: string;
  readonly help: string;
}

/** The parsed arguments of a command line. */
interface Given<O extends Options> {
  readonly operands: readonly string[];
  readonly options: { readonly [Name in keyof O]?: O[Name]['type'] extends 'string' ? string : boolean };
}

/** A command as data. Parsing and help derive from this data, so that each option has a help text. */
export interface CommandOf<O extends Options> {
  readonly name: string;
  /** One sentence that says what the command does. */
  readonly summary: string;
  /** Further paragraphs of the help. */
  readonly details: readonly string[];
  /** The forms of the command line after the name of the command. */
  readonly usage: readonly string[];
  readonly operands: readonly Operand[];
  readonly options: O;
  /** Example command lines without the name of the program, each with its effect. */
  readonly examples: readonly (readonly [line: string, effect: string])[];
  /** The exit codes of the command, except `usage`, which every command has. */
  readonly exits: readonly Exit[];
  readonly run: (given: Given<O>) => Promise<void>;
}

export type Command = CommandOf<Options>;

/** Returns its argument. The type of the parameter makes the compiler check `run` against `options`. */
export function command<const O extends Options>(command: CommandOf<O>): Command {
  return command as unknown as Command;
}
