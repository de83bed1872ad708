import { readFileSync } from 'node:fs';

/** A function in the call tree, with its time and the functions that it called. */
export interface Call {
  readonly name: string;
  /** The file, or empty for V8 and Node's own code in C++. */
  readonly url: string;
  readonly calls: Map<string, Call>;
  /** The time in this function itself, in microseconds. */
  self: number;
  /** The time in this function and in the functions that it called, in microseconds. */
  total: number;
}

/** The used fields of a V8 CPU profile: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** The time between each sample and the previous sample, in microseconds. */
  readonly timeDeltas: readonly number[];
}

/**
 * Reads the last `seconds` of a CPU profile as a call tree. Time in which the process was idle is left out.
 *
 * @param seconds few enough to leave out the start of the process and its warm-up
 */
export function readCallTree(file: string, seconds: number): Call {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const root = newCall('all', '');
  let left = seconds * 1e6;
  for (let i = samples.length - 1; i >= 0 && left > 0; i--) {
    const time = timeDeltas[i] as number;
    left -= time;
    add(root, pathTo(samples[i] as number, parents, frames), time);
  }
  return root;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

function pathTo(id: number, parents: ReadonlyMap<number, number>, frames: ReadonlyMap<number, Frame>): Frame[] {
  const path: Frame[] = [];
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) path.unshift(frames.get(at) as Frame);
  return path.slice(1);
}

function add(root: Call, path: readonly Frame[], time: number): void {
  if (path.at(-1)?.functionName === '(idle)') return;
  let call = root;
  call.total += time;
  for (const { functionName, url } of path) {
    const key = `${functionName} ${url}`;
    const next = call.calls.get(key) ?? newCall(functionName, url);
    call.calls.set(key, next);
    call = next;
    call.total += time;
  }
  call.self += time;
}

function newCall(name: string, url: string): Call {
  return { name, url, calls: new Map(), self: 0, total: 0 };
}
