import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printLine } from '../support/print-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { baseRoot } from './base-root.ts';
import type { Image } from './image.ts';
import { inRoot } from './in-root.ts';

// Installs the systemd unit as docs/operate.md says, in a Debian made by debootstrap, and boots its systemd in Linux
// namespaces. The service uses the network of this machine. Needs root, and the package that `make package` builds.

const PORT = '18000';

/** The systemd units that are masked, because they would change this machine or cannot work in a namespace. */
const MASKED = [
  ...['systemd-sysctl', 'systemd-udevd', 'systemd-udev-trigger', 'systemd-modules-load', 'systemd-random-seed'],
  ...['systemd-remount-fs', 'systemd-binfmt', 'systemd-update-utmp', 'systemd-pstore', 'systemd-hwdb-update'],
].map((name) => `${name}.service`);
const MASKED_MOUNTS = ['dev-hugepages', 'dev-mqueue', 'sys-kernel-config', 'sys-kernel-debug', 'sys-kernel-tracing'];

/** The checks of the installed unit: for each, a shell command and a pattern that its output must match. */
const STEPS: readonly (readonly [what: string, command: string, expected: RegExp])[] = [
  ['it becomes healthy', `until ${healthcheck()}; do sleep 0.2; done`, /^200 .*"ready"/m],
  ['it runs as a user of its own', 'ps -o user= -p $(systemctl show -P MainPID taskport)', /^(taskport|6[1-5]\d{3})$/],
  ['it has no capability', 'grep ^Cap /proc/$(systemctl show -P MainPID taskport)/status | grep -vc "	0*$"', /^0$/],
  ['its system calls are filtered', 'grep ^Seccomp: /proc/$(systemctl show -P MainPID taskport)/status', /\t2$/],
  ['its store is in its folder', 'ls /var/lib/private/taskport', /taskport\.db/],
  [
    'root lists its accounts',
    `${asRoot()} taskport user add ann@home.example && ${asRoot()} taskport user list`,
    /ann@home/,
  ],
  ['root makes a backup', 'DATA_DIR=/var/lib/taskport taskport backup /root/tasks.db', /Checked/],
  [
    'it restarts without a failure',
    `systemctl restart taskport && until ${healthcheck()}; do sleep 0.2; done`,
    /"ready"/,
  ],
  ['it stops with 0', 'systemctl stop taskport; systemctl show -P ExecMainStatus taskport', /^0$/m],
  [
    'a backup is restored, and served',
    'mv /var/lib/private/taskport /var/lib/private/taskport.old && ' +
      `DATA_DIR=/var/lib/private/taskport taskport restore /root/tasks.db && systemctl start taskport && ` +
      `until ${healthcheck()}; do sleep 0.2; done && ${asRoot()} taskport user list`,
    /ann@home/,
  ],
  [
    'after a wrong configuration it is not started again',
    'chmod 700 /etc/systemd/system/taskport.service.d; printf "[Service]\\nEnvironment=RETENTION_DAYS=none\\n" > ' +
      '/etc/systemd/system/taskport.service.d/wrong.conf; systemctl daemon-reload; systemctl restart taskport; sleep 2; ' +
      'systemctl show -P NRestarts -P ExecMainStatus -P ActiveState taskport | sort | tr "\\n" " "',
    /^0 78 failed$/,
  ],
];

const root = join(temporaryFolder(), 'root');
const folder = '/root/taskport';
const image: Image = {
  ...{ root, folder: '/root', user: '0:0', command: [], healthcheck: [], volumes: [], stopSignal: 'SIGTERM' },
  environment: {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DEBIAN_FRONTEND: 'noninteractive',
  },
};
install();
const results = boot();
for (const [i, [what, , expected]] of STEPS.entries()) {
  const output = results[i]?.trim() ?? '';
  const isKept = expected.test(output);
  printLine(isKept ? `✓ ${what}` : `✗ ${what}:\n${output}`);
  if (!isKept) process.exitCode = 1;
}

/** Runs the installation commands of docs/operate.md, except those that need a running systemd. */
function install(): void {
  baseRoot(root, `node:${process.version.slice(1)}-bookworm-slim`, printLine);
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['deploy', 'dist']) cpSync(name, join(root, folder, name), { recursive: true });
  const [, section = ''] = /### systemd\n.*?```sh\n(.*?)```/s.exec(readFileSync('docs/operate.md', 'utf8')) ?? [];
  const commands = section.split('\n').filter((line) => !/^(make|systemctl|$)/.test(line));
  runInRoot(
    'apt-get -qq update && apt-get -qq -y --no-install-recommends install systemd dbus openssl procps >/dev/null',
  );
  runInRoot(['set -e', `cd ${folder}`, ...commands].join('\n'));
  const units = join(root, 'etc/systemd/system');
  for (const name of [...MASKED, ...MASKED_MOUNTS.map((each) => `${each}.mount`)])
    symlinkSync('/dev/null', join(units, name));
  mkdirSync(join(units, 'taskport.service.d'));
  writeFileSync(join(units, 'taskport.service.d/port.conf'), `[Service]\nEnvironment=PORT=${PORT}\n`);
  const steps = STEPS.map(([, command], i) => `( ${command} ) >/result-${i} 2>&1`).join('\n');
  writeFileSync(join(root, 'steps.sh'), `${steps}\nsystemctl --no-block exit\n`);
  writeFileSync(
    join(units, 'steps.service'),
    '[Unit]\nAfter=taskport.service\n[Service]\nType=oneshot\nTimeoutStartSec=90\nExecStart=/bin/sh /steps.sh\n',
  );
  writeFileSync(
    join(units, 'trial.target'),
    '[Unit]\nRequires=basic.target\nWants=dbus.service taskport.service steps.service\n',
  );
}

/** Boots systemd, waits until all checks have run, and returns the output of each. */
function boot(): string[] {
  const cgroup = join(cgroupMount(), `taskport-${process.pid}`);
  mkdirSync(cgroup);
  const command =
    'echo $$ > "$1/cgroup.procs"; shift; exec timeout 120 unshare --mount --pid --ipc --uts --cgroup --fork --kill-child sh "$@"';
  spawnSync('sh', ['-c', command, 'sh', cgroup, 'tools/deploy/boot-systemd.sh', root, 'trial.target'], {
    stdio: ['ignore', 2, 2],
  });
  removeCgroups(cgroup);
  return STEPS.map((_, i) => readFileSync(join(root, `result-${i}`), 'utf8'));
}

function cgroupMount(): string {
  const [, mount] = /^(?:\S+ ){4}(\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8')) ?? [];
  if (mount === undefined) throw new Error('There is no cgroup2 here, which systemd needs');
  return mount;
}

function removeCgroups(cgroup: string): void {
  const found = execFileSync('find', [cgroup, '-depth', '-type', 'd'], { encoding: 'utf8' }).trim().split('\n');
  for (const each of found) rmdirSync(each);
}

function runInRoot(script: string): void {
  const [command, ...args] = inRoot(image, ['sh', '-c', script], { networked: true });
  const { status } = spawnSync(command as string, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`A command has ended with ${status}: ${script}`);
}

function healthcheck(): string {
  return `PORT=${PORT} taskport healthcheck`;
}

function asRoot(): string {
  return 'DATA_DIR=/var/lib/taskport AUTH_SECRET_FILE=/etc/taskport/auth-secret';
}
