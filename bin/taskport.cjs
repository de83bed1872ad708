#!/usr/bin/env node
// Starts the program on a Node that can run it: on the Node 26 that npm has installed beside this package, or else on
// the Node that runs this file. This file must run on Node 16, so that an old Node prints an explanation.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { optionalDependencies } = require('../package.json');

/** The exit code of sysexits for a missing program: https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;

/**
 * The oldest release of Node that runs the program, and the oldest release with Temporal. Releases between them need a
 * polyfill: in V8's Temporal behind --harmony-temporal, `toZonedDateTime` and `getTimeZoneTransition` fail.
 */
const OLDEST = 24;
const WITH_TEMPORAL = 26;

/** The V8 flags of the service; see src/process/v8-flags.ts. V8 reads these flags only at its start. */
const SERVING = [
  '--no-allocation-site-pretenuring',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--max-old-space-size=1000',
  '--expose-gc',
];

const compiled = path.join(__dirname, '../src/main.js');
const main = existsSync(compiled) ? compiled : path.join(__dirname, '../src/main.ts');
const args = process.argv.slice(2);
const flags = args.length === 0 || args[0] === 'serve' ? SERVING : [];
const installed = installedNode();
const major = Number(process.versions.node.split('.')[0]);

if (installed !== undefined) start(installed, flags);
else if (major >= WITH_TEMPORAL) start(process.execPath, flags);
else if (major >= OLDEST) start(process.execPath, ['--import', polyfill(), ...flags]);
else {
  process.stderr.write(
    `Taskport needs Node ${OLDEST} or newer; this is ${process.version}. Install a newer Node, or install Taskport ` +
      'with its optional packages, which bring one along.\n',
  );
  process.exitCode = EX_UNAVAILABLE;
}

/** Returns the Node in an optional package that runs here; a Node for another platform or another libc does not run. */
function installedNode() {
  for (const name of Object.keys(optionalDependencies)) {
    let folder;
    try {
      folder = path.dirname(require.resolve(`${name}/package.json`));
    } catch {
      continue;
    }
    const program = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    const env = Object.assign({}, process.env, { NODE_OPTIONS: '' });
    if (spawnSync(program, ['--version'], { env }).status === 0) return program;
  }
  return undefined;
}

function polyfill() {
  return pathToFileURL(require.resolve('temporal-polyfill/global')).href;
}

/** Replaces this process by Node with the program, so that signals reach it. If the OS cannot, forwards the signals. */
function start(node, nodeFlags) {
  const command = [...process.execArgv, ...nodeFlags, main, ...args];
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...command], process.env);
    return;
  }
  const child = spawn(node, command, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}
