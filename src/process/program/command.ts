import type { Exit } from '../exit-codes.ts';

/** An option of a command, as `parseArgs` of `node:util` takes it, with its help. */
interface Option {
  readonly type: 'string' | 'boolean';
  /** The placeholder of the value, such as `FILE`; a boolean option has none. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** An argument that stands without a name. */
interface Operand {
  readonly name: string;
  readonly help: string;
}

/** The arguments that a command was given. */
interface Given<O extends Options> {
  readonly operands: readonly string[];
  readonly options: { readonly [Name in keyof O]?: O[Name]['type'] extends 'string' ? string : boolean };
}

/** A command as data: parsing and help derive from it, so that none can be without help. */
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
  /** Command lines after the name of the program, with what each does. */
  readonly examples: readonly (readonly [line: string, effect: string])[];
  /** The exits besides `usage`, which every command has. */
  readonly exits: readonly Exit[];
  readonly run: (given: Given<O>) => Promise<void>;
}

export type Command = CommandOf<Options>;

/** Returns a command whose `run` was checked against its options. */
export function command<const O extends Options>(command: CommandOf<O>): Command {
  return command as unknown as Command;
}
