import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

// Functions that find, signal and await processes and their children. They read /proc, so they need Linux.

/** The interval of polling for the exit of a process. Node emits an exit event only for its own child processes. */
const POLL_INTERVAL_MS = 5;

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((each) => Number.isInteger(each) && statOf(each)?.parent === pid);
}

/** Kills a process and its children with SIGKILL; resolves when they have exited. */
export async function killProcessTree(pid: number): Promise<void> {
  // The process is suspended first, so that it forks no more children.
  process.kill(pid, 'SIGSTOP');
  const tree = [...childrenOf(pid), pid];
  for (const each of tree) signal(each, 'SIGKILL');
  await allExited(tree);
}

/** Resolves when all processes with these pids have exited. */
export async function allExited(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await delay(POLL_INTERVAL_MS);
}

/** Returns whether a process exists and is no zombie. */
function isAlive(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && !/[ZX]/.test(state);
}

/** Sends a signal to a process; does nothing if the process has exited. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // The name of a process may contain ")", so the fields are read after the last ")".
    const [, state, parent] = /^.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state === undefined ? undefined : { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
