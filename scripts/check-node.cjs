// Written so that any Node can run it, however old, for its one task is to say that it is too old.
var wanted = require('../package.json').engines.node.replace('>=', '').split('.').map(Number);
var found = process.versions.node.split('.').map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    'Taskport needs Node ' +
      wanted.join('.') +
      ' or newer; this is ' +
      process.version +
      '.\n' +
      'npm installs one for Linux, macOS and Windows on x64 and arm64, unless optional packages are left out\n' +
      '(--omit=optional) or there is none for this machine. Run "npm ci" again, or install Node yourself.',
  );
  process.exit(1);
}
