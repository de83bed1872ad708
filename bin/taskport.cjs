#!/usr/bin/env node
// Starts the program on a Node that can run it: the Node 26 that npm has installed beside this package, or else this
// one. The syntax of this file must run on Node 16, so that an older Node gets an explanation.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { optionalDependencies } = require('../package.json');

/** An exit code of sysexits: https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;

/**
 * The oldest release of Node that runs the program, and the oldest that has Temporal. Between them a polyfill is loaded:
 * V8's own Temporal behind --harmony-temporal is incomplete there (`toZonedDateTime` and `getTimeZoneTransition` fail).
 */
const OLDEST = 24;
const WITH_TEMPORAL = 26;

/** The V8 flags of a process that serves; see src/process/v8-flags.ts. V8 reads them only at its start. */
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

/** Returns the Node of an optional package, if it runs here: one for another platform or another libc does not. */
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

/** Replaces this process, so that signals reach the program. Where that is not possible, passes them on. */
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
