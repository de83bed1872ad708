import type { Call } from './call-tree.ts';

/** The parts of the service to which time is attributed, each with the pattern of its functions and files. */
const PARTS: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['garbage collection', /^\(garbage collector\)/],
  ['writing to sockets, mostly the kernel', /^write(Utf8String|Latin1String|Buffer|v|AsciiString) $/],
  ['V8 and Node in C++, the HTTP parser included', / $/],
  ['Node: HTTP, streams, timers, promises', / node:/],
  ['the driver of PostgreSQL', /node_modules\/pg|src\/adapters\/postgres\/driver/],
  ['Koa, Valibot, pino', /node_modules/],
  ['Taskport: HTTP', /src\/adapters\/http/],
  ['Taskport: batches, caches, SQL', /src\/adapters/],
  ['Taskport: use cases and domain', /./],
];

/** Returns the time in each part, in microseconds, the most expensive part first. */
export function timeByPart(root: Call): [part: string, time: number][] {
  const times = new Map<string, number>();
  const visit = (call: Call) => {
    const part = partOf(call);
    times.set(part, (times.get(part) ?? 0) + call.self);
    for (const each of call.calls.values()) visit(each);
  };
  visit(root);
  return [...times].filter(([, time]) => time > 0).toSorted(([, a], [, b]) => b - a);
}

export function partOf({ name, url }: Call): string {
  return (PARTS.find(([, pattern]) => pattern.test(`${name} ${url}`)) as (typeof PARTS)[number])[0];
}

/** Returns the index of a part in the fixed order of all parts. */
export function indexOfPart(part: string): number {
  return PARTS.findIndex(([name]) => name === part);
}
