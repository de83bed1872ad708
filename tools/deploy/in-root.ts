import { existsSync } from 'node:fs';
import type { Image } from './image.ts';

interface Options {
  /** True if the command downloads packages. It then gets this machine's DNS configuration and certificates. */
  readonly networked?: boolean;
  /** Host folders by the path where they are mounted. With volumes, the root is read-only, and `/tmp` is a tmpfs. */
  readonly volumes?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A shell script that mounts volumes, `/proc` and `/dev` in a root folder, and starts a command there with chroot. */
const SCRIPT = `
set -eu
root=$1 user=\${2%:*} group=\${2#*:} folder=$3 mounts=$4 kind=$5
shift 5
mount --make-rprivate /
mount --bind "$root" "$root"
printf '%s\\n' "$mounts" | while IFS=: read -r from to; do
  test -n "$from" || continue
  if test -d "$from"; then mkdir -p "$root$to"; else touch "$root$to"; fi
  mount --bind "$from" "$root$to"
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
limits=
if test "$kind" = contained; then
  mount -o remount,bind,ro "$root"
  mount -t tmpfs -o size=64m,mode=1777,noexec,nosuid,nodev tmpfs "$root/tmp"
  limits='--no-new-privs --bounding-set -all --inh-caps -all'
fi
exec chroot "$root" setpriv --reuid "$user" --regid "$group" --clear-groups $limits env --chdir="$folder" -i "$@"`;

/** Returns a command line that runs `command` in new Linux namespaces, with the root folder of the image. */
export function inRoot(image: Image, command: readonly string[], options: Options): string[] {
  const { networked = false, volumes, environment = {} } = options;
  const own = networked ? ['/etc/resolv.conf', '/etc/ssl/certs', '/usr/share/ca-certificates'] : [];
  const mounts = [
    ...Object.entries(volumes ?? {}).map(([to, from]) => `${from}:${to}`),
    ...own.filter((path) => existsSync(path)).map((path) => `${path}:${path}`),
  ];
  const variables = { ...image.environment, HOME: image.user === '0:0' ? '/root' : '/home/node', ...environment };
  const certificates = networked ? process.env.NODE_EXTRA_CA_CERTS : undefined;
  const set = Object.entries({ ...variables, ...(certificates && { NODE_EXTRA_CA_CERTS: certificates }) });
  return [
    ...['unshare', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', 'sh', '-c', SCRIPT, 'sh'],
    ...[image.root, image.user, image.folder, mounts.join('\n'), volumes === undefined ? 'building' : 'contained'],
    ...set.map(([name, value]) => `${name}=${value}`),
    ...command,
  ];
}
