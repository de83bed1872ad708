import { spawn } from 'node:child_process';

/**
 * Kills a process when the calling process ends, even by SIGKILL: a shell waits until its pipe from the caller closes.
 *
 * Returns a function that cancels the kill. Call it when the process has exited, because its pid may be reused.
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
