import { execFileSync, spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOBODY = 65_534;

/** A disk of so many mebibytes, in memory, that goes with this process, whatever ends it. Only root may have one. */
export class SmallDisk {
  readonly folder: string;

  readonly #leave = () => execFileSync('umount', ['-l', this.folder], { stdio: 'pipe' });

  private constructor(folder: string) {
    this.folder = folder;
    // Before the folder itself is removed.
    process.prependListener('exit', this.#leave);
  }

  /** Undefined where there can be none. */
  static open(mebibytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const folder = temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    } catch {
      return undefined;
    }
    chownSync(folder, NOBODY, NOBODY);
    // Its pipe ends with this process. Who still uses the disk keeps it until he is gone, too.
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
