/** An instruction of a Dockerfile, such as `COPY --from=build /a /b`. */
export interface Instruction {
  readonly name: string;
  /** The flags by name, without their dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** The text after the flags, with continued lines joined. */
  readonly text: string;
}

/** A stage of a Dockerfile: a FROM and the instructions after it. */
export interface Stage {
  readonly base: string;
  /** The name after AS; empty without one. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Returns the stages of a Dockerfile. In FROM, references to ARGs are replaced by the default values of the ARGs. */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  const defaults = new Map<string, string>();
  for (const instruction of instructionsOf(dockerfile)) {
    const { name, text } = instruction;
    const last = stages.at(-1);
    if (name === 'FROM') {
      const [base = '', , as = ''] = expand(text, defaults).split(/\s+/);
      stages.push({ base, name: as, instructions: [] });
    } else if (last === undefined && name === 'ARG') {
      const [key = '', value = ''] = text.split('=');
      defaults.set(key, value);
    } else if (last === undefined) throw new Error(`${name} stands before the first FROM`);
    else last.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(dockerfile: string): Instruction[] {
  const lines = dockerfile.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  const found = joined.split('\n').filter((line) => line.trim() !== '');
  return found.map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const [, head = '', text = ''] = /^((?:--\S+\s+)*)(.*)$/.exec(rest) ?? [];
    const flags = [...head.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [flag, value]);
    return { name: name.toUpperCase(), flags: Object.fromEntries(flags), text };
  });
}

/** Returns the words of a command in exec form, such as `["taskport", "serve"]`. @throws Error for a shell form */
export function wordsOf(text: string): string[] {
  const words: unknown = JSON.parse(text.replace(/^CMD\s+/, ''));
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(`${text} is no exec form, so signals would reach a shell`);
}

/** Returns the name-value pairs in the text of an `ENV` or `LABEL` instruction. */
export function pairsOf(text: string): [name: string, value: string][] {
  return [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = '', quoted, bare = '']) => [
    name,
    quoted ?? bare,
  ]);
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
}
