import type { Call } from './call-tree.ts';

/** A part of the code, such as Node or a library: a pattern for its functions and files, and its colour in pictures. */
interface Part {
  readonly name: string;
  readonly pattern: RegExp;
  readonly colour: keyof typeof COLOURS;
}

/** The colours of the flame graphs, each with its meaning in the legend. */
export const COLOURS = {
  b: 'kernel, V8, garbage collection',
  d: 'Node',
  e: 'libraries',
  a: 'Taskport: HTTP',
  c: 'Taskport: the rest',
} as const;

/** All parts of the code. A function belongs to the first part whose pattern matches the function's name and file. */
const PARTS: readonly Part[] = [
  { name: 'garbage collection', pattern: /^\(garbage collector\)/, colour: 'b' },
  {
    name: 'writing to sockets, mostly the kernel',
    pattern: /^write(Utf8String|Latin1String|Buffer|v|AsciiString) $/,
    colour: 'b',
  },
  { name: 'V8 and Node in C++, the HTTP parser included', pattern: / $/, colour: 'b' },
  { name: 'Node: HTTP, streams, timers, promises', pattern: / node:/, colour: 'd' },
  { name: 'the driver of PostgreSQL', pattern: /node_modules\/pg|src\/adapters\/postgres\/driver/, colour: 'e' },
  { name: 'Koa, Valibot, pino', pattern: /node_modules/, colour: 'e' },
  { name: 'Taskport: HTTP', pattern: /src\/adapters\/http/, colour: 'a' },
  { name: 'Taskport: batches, caches, SQL', pattern: /src\/adapters/, colour: 'c' },
  { name: 'Taskport: use cases and domain', pattern: /./, colour: 'c' },
];

/** Returns the time in each part of the code, in microseconds, the most expensive part first. */
export function timeByPart(root: Call): [part: string, time: number][] {
  const times = new Map<string, number>();
  const visit = (call: Call) => {
    const { name } = partOf(call);
    times.set(name, (times.get(name) ?? 0) + call.self);
    for (const each of call.calls.values()) visit(each);
  };
  visit(root);
  return [...times].filter(([, time]) => time > 0).toSorted(([, a], [, b]) => b - a);
}

export function partOf({ name, url }: Call): Part {
  return PARTS.find(({ pattern }) => pattern.test(`${name} ${url}`)) as Part;
}
