import { readdirSync, readFileSync } from 'node:fs';

// What processes take, as Linux tells it. Elsewhere there is no telling, and all is `NaN`.

/** Linux counts time in hundredths of a second. */
const MICROSECONDS_PER_TICK = 10_000;

/** What each process has taken of the processors so far, in microseconds. */
export type Usage = ReadonlyMap<number, number>;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly microseconds: number;
}

/** A process and all that it has started, and those have. */
export function familyOf(pid: number): number[] {
  const parents = new Map(allProcesses().map((each) => [each, statOf(each)?.parent]));
  const family = [pid];
  for (const member of family) {
    for (const [each, parent] of parents) if (parent === member) family.push(each);
  }
  return family;
}

/** @param name what the processes must be called: ids that come from elsewhere may be those of another machine */
export function usageOf(pids: readonly number[], name?: string): Usage {
  return new Map(
    pids.map((pid) => {
      const stat = statOf(pid);
      const matchesIfNoneMatch = stat !== undefined && (name === undefined || stat.name === name);
      return [pid, matchesIfNoneMatch ? stat.microseconds : Number.NaN];
    }),
  );
}

/** In microseconds; of a process that was not there before, all of it. */
export function usedBetween(before: Usage, after: Usage): number {
  return [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0);
}

/** Resident memory in bytes. What processes share counts for each. */
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
  // The name may hold anything, a closing bracket included; what follows the last one is plain.
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
