import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

const PLATFORM = `${process.platform.replace('win32', 'win')}-${process.arch}`;
const PACKAGE = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).optionalDependencies).find((name) =>
  name.endsWith(PLATFORM),
) as string;

/** Scripts that the tests install in place of a Node binary. */
const INSTALLED = '#!/bin/sh\necho installed "$@"\n';
const WRONG_LOADER = '#!/lib/ld-of-another-system\n';
const MISSING_LIBRARY = '#!/bin/sh\necho "libatomic.so.1: cannot open shared object file" >&2\nexit 127\n';
const systemNode = (version: string) =>
  `#!/bin/sh\nexec '${process.execPath}' --import 'data:text/javascript,
    Object.defineProperty(process, "version", { value: "v${version}" });
    Object.defineProperty(process, "versions", { value: { node: "${version}" } })' "$@"\n`;

describe('scripts/node', () => {
  const folder = join(temporaryFolder(), "it's $here");
  const program = join(folder, 'node_modules', PACKAGE, 'bin/node');

  before(() => {
    for (const file of ['scripts', 'package.json']) cpSync(file, join(folder, file), { recursive: true });
    writeFileSync(join(folder, 'version.mjs'), 'console.log("on", process.version, process.argv[2])');
  });

  /** Runs scripts/node with the binary `installed`, if any, in node_modules and a Node of `version` in PATH. */
  function run(installed: string | undefined, version: string, variables = {}) {
    const bin = temporaryFolder();
    if (installed !== undefined) write(program, installed);
    write(join(bin, 'node'), systemNode(version));
    const env = { PATH: `${bin}:${process.env.PATH}`, ...variables };
    return spawnSync('sh', [join(folder, 'scripts/node'), join(folder, 'version.mjs'), 'a  b'], {
      env,
      encoding: 'utf8',
    });
  }

  function expectAdvice({ status, stdout, stderr }: ReturnType<typeof run>, reason: RegExp): void {
    expect([status, stdout]).to.deep.equal([69, '']);
    expect(stderr).to.match(/^Taskport needs Node 26\.0 or newer; this is v20\.1\.0\.\n/);
    expect(stderr).to.match(reason);
    expect(stderr).to.match(/or install Node 26\.0 or newer yourself: "node --version" must name it\.\n$/);
    expect(stderr).not.to.match(/npm ci| at /);
  }

  it("explains how to get a newer Node when npm has installed none and the system's is too old", () => {
    expectAdvice(run(undefined, '20.1.0'), new RegExp(`npm could not install the package ${PACKAGE}`));
  });

  it('runs the Node that npm has installed, even when the system has a newer one', () => {
    expect(run(INSTALLED, '99.0.0').stdout).to.equal(`installed ${join(folder, 'version.mjs')} a  b\n`);
  });

  it('passes NODE_OPTIONS to the Node that npm has installed, and fails with its exit status if it rejects them', () => {
    const rejecting = '#!/bin/sh\ntest -z "$NODE_OPTIONS" || exit 9\n';
    expect(run(rejecting, '99.0.0', { NODE_OPTIONS: '--nonsense' }).status).to.equal(9);
  });

  for (const [fault, broken, reason] of [
    ['needs another C library', WRONG_LOADER, /does not run here: it needs glibc\.\n/],
    [
      'lacks a shared library',
      MISSING_LIBRARY,
      /does not run here: libatomic\.so\.1: cannot open shared object file\.\n/,
    ],
  ] as const) {
    it(`runs the system's Node when the Node that npm has installed ${fault}`, () => {
      const { status, stdout, stderr } = run(broken, '26.0.0');
      expect([status, stdout, stderr]).to.deep.equal([0, 'on v26.0.0 a  b\n', '']);
    });

    it(`explains how to get a newer Node when the Node that npm has installed ${fault} and the system's is too old`, () => {
      expectAdvice(run(broken, '20.1.0'), reason);
    });
  }
});

function write(file: string, script: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}
