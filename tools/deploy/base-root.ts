import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Makes a root file system like that of the image `node:VERSION-RELEASE-slim`: a minimal Debian of that release, the
 * running Node, npm, and the user "node". Debian is installed once, into a temporary folder, and then copied.
 */
export function baseRoot(root: string, image: string, print: (line: string) => void): void {
  const [, version = '', release = ''] = /^node:([\d.]+)-(\w+)-slim(?:@.*)?$/.exec(image) ?? [];
  if (`v${version}` !== process.version) throw new Error(`${image} has another Node than this ${process.version}`);
  const debian = join(tmpdir(), `taskport-debian-${release}`);
  if (!existsSync(debian)) {
    print(`debootstrap ${release}, which takes a minute the first time …`);
    rmSync(`${debian}.partial`, { recursive: true, force: true });
    execFileSync('debootstrap', ['--variant=minbase', '--include=libatomic1', release, `${debian}.partial`], {
      stdio: ['ignore', 'ignore', 2],
    });
    renameSync(`${debian}.partial`, debian);
  }
  execFileSync('cp', ['--archive', '--reflink=auto', debian, root]);
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  const npm = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
  cpSync(join(npm, 'npm'), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  appendFileSync(join(root, 'etc/passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n');
  appendFileSync(join(root, 'etc/group'), 'node:x:1000:\n');
  mkdirSync(join(root, 'home/node'), { recursive: true });
  copyOwnNpmrc(root);
}

/** Copies the npm configuration of this machine, so that npm in the new root uses the same registry. */
function copyOwnNpmrc(root: string): void {
  const [user = '', global = ''] = ['userconfig', 'globalconfig'].map((name) =>
    execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim(),
  );
  for (const [file, target] of [
    [user, 'root/.npmrc'],
    [global, 'usr/local/etc/npmrc'],
  ] as const) {
    if (!existsSync(file)) continue;
    mkdirSync(dirname(join(root, target)), { recursive: true });
    copyFileSync(file, join(root, target));
  }
}
