import { execFileSync, spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOBODY = 65_534;

/** A small tmpfs, which is unmounted when this process ends, even by SIGKILL. Needs root. */
export class SmallDisk {
  readonly folder: string;

  readonly #leave = () => execFileSync('umount', ['-l', this.folder], { stdio: 'pipe' });

  private constructor(folder: string) {
    this.folder = folder;
    // The unmount must run before the exit handler that removes the folder.
    process.prependListener('exit', this.#leave);
  }

  /** Mounts a tmpfs of this size; returns undefined if the system is not Linux, or if mounting is not permitted. */
  static open(mebibytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const folder = temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    } catch {
      return undefined;
    }
    chownSync(folder, NOBODY, NOBODY);
    // When this process ends, the shell's input closes. The shell then unmounts lazily, as PostgreSQL may use the disk.
    const child = spawn('sh', ['-c', 'cat; umount -l "$1" 2> /dev/null', 'sh', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.unref();
    return new SmallDisk(folder);
  }

  [Symbol.dispose](): void {
    process.removeListener('exit', this.#leave);
    this.#leave();
  }
}
