import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

// Processes and their children, as Linux tells of them.

/** Between two looks whether a process is gone, in milliseconds: nobody tells of one that is no child of ours. */
const LOOK = 5;

/** The children of a process. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((each) => Number.isInteger(each) && statOf(each)?.parent === pid);
}

/** Kills a process and its children; resolves when they are gone. */
export async function killFamily(pid: number): Promise<void> {
  // While it does not run it makes no more of them.
  process.kill(pid, 'SIGSTOP');
  const family = [...childrenOf(pid), pid];
  for (const each of family) signal(each, 'SIGKILL');
  await allGone(family);
}

/** Resolves when none of these runs any more. */
export async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isThere)) await delay(LOOK);
}

/** Whether a process runs, or could. */
function isThere(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && !/[ZX]/.test(state);
}

/** Sends a signal to a process that may be gone by now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // The name may hold anything, a closing bracket included; what follows the last one is plain.
    const [, state, parent] = /^.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state === undefined ? undefined : { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
