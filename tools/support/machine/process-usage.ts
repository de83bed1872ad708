import { readdirSync, readFileSync } from 'node:fs';

// Processor time and memory of processes, read from /proc. On systems other than Linux every figure is `NaN`.

/** The unit of processor time in /proc: a tick of 10 ms. */
const MICROSECONDS_PER_TICK = 10_000;

/** The processor time that each process has used since its start, in microseconds, by process id. */
export type Usage = ReadonlyMap<number, number>;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly microseconds: number;
}

/** Returns the ids of a process and of all its descendants. */
export function processTreeOf(pid: number): number[] {
  const parents = new Map(allProcesses().map((each) => [each, statOf(each)?.parent]));
  const tree = [pid];
  for (const member of tree) {
    for (const [each, parent] of parents) if (parent === member) tree.push(each);
  }
  return tree;
}

/**
 * Returns the processor time of processes; `NaN` for a process not named `name`. A pid from a PostgreSQL server on
 * another machine may belong to an unrelated process on this machine.
 */
export function usageOf(pids: readonly number[], name?: string): Usage {
  return new Map(
    pids.map((pid) => {
      const stat = statOf(pid);
      const isExpected = stat !== undefined && (name === undefined || stat.name === name);
      return [pid, isExpected ? stat.microseconds : Number.NaN];
    }),
  );
}

/** Returns the processor time used between two readings, in microseconds, including processes started in between. */
export function usedBetween(before: Usage, after: Usage): number {
  return [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0);
}

/** Returns the sum of the resident memory of processes, in bytes. Shared pages are added for each process. */
export function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1]) * 1024, 0);
}

function allProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function statOf(pid: number): Stat | undefined {
  // The name of a process may contain ")", so the fields are read after the last ")".
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(read(pid, 'stat')) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const fields = rest.split(' ');
  return {
    name,
    parent: Number(fields[1]),
    microseconds: (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK,
  };
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
