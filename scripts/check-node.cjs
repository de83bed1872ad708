// Exits with an explanation if Node is too old. The syntax of this file must run on Node 16.
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { engines, optionalDependencies } = require('../package.json');

/** The exit code of sysexits for a missing program: https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;

const wanted = engines.node.replace('>=', '').split('.').map(Number);
const found = process.versions.node.split('.').map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(`Taskport needs Node ${wanted.join('.')} or newer; this is ${process.version}.\n${advice()}`);
  process.exit(EX_UNAVAILABLE);
}

/** Returns the reason for which npm has not installed a newer Node that runs here, and advice to the user. */
function advice() {
  const byHand = `install Node ${wanted.join('.')} or newer yourself: "node --version" must name it.`;
  const platform = `${process.platform.replace('win32', 'win')}-${process.arch}`;
  const name = Object.keys(optionalDependencies).find((each) => each.endsWith(platform));
  if (name === undefined) return `No npm package has a Node for ${platform}: ${byHand}`;
  const program = path.join(__dirname, '../node_modules', name, 'bin/node');
  if (!fs.existsSync(program)) return `npm could not install the package ${name}. Fix that, or ${byHand}`;
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stderr, error, signal } = spawnSync(program, ['--version'], { encoding: 'utf8', env });
  // The file exists, so ENOENT means that its dynamic loader is missing.
  const isForeign = error?.code === 'ENOENT';
  const reason = isForeign ? 'it needs glibc' : stderr || error?.message || signal;
  return `The Node that npm has installed does not run here: ${String(reason).trim()}.\nFix that, or ${byHand}`;
}
