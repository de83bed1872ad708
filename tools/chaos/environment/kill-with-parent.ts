import { spawn } from 'node:child_process';

/**
 * Kills a process when this one is gone, whatever ended it, for a pipe ends with whoever holds it. What it returns ends
 * the killWithParent, which is to be done as soon as the process is gone: its id may be given to another.
 */
export function killWithParent(pid: number): () => void {
  const child = spawn('sh', ['-c', 'cat; kill -KILL "$1"', 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.stdin.on('error', () => {});
  return () => void child.kill('SIGKILL');
}
