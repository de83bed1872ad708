import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

const PASSING = 'it("passes", () => {});';
const FAILING = 'it("fails", () => { throw new Error("planted"); });';
const SKIPPED = 'it("is skipped", function () { this.skip(); });';
const CRASHING = 'it("crashes", () => process.exit(0));';

describe('scripts/run-tests.ts', () => {
  it('runs the tests in two mocha processes, and prints the sum of their totals in the last line', () => {
    const { status, stdout } = run({ first: PASSING + SKIPPED, second: PASSING + PASSING });
    expect([status, lastLineOf(stdout)]).to.deep.equal([0, '3 passed, 0 failed, 1 skipped']);
    expect(stdout.match(/\d+ passed, /g)).to.have.length(1);
  });

  it('prints the output of the second mocha process after the output of the first', () => {
    const { stdout } = run({ first: 'it("comes first", () => {});', second: 'it("comes second", () => {});' });
    expect(stdout).to.match(/comes first.*comes second/s);
  });

  for (const place of ['first', 'second'] as const) {
    it(`fails when a test of the ${place} mocha process fails`, () => {
      const { status, stdout } = run({ first: PASSING, second: PASSING, [place]: PASSING + FAILING });
      expect([status, lastLineOf(stdout)]).to.deep.equal([1, '2 passed, 1 failed']);
      expect(stdout).to.include('planted');
    });

    it(`fails when the ${place} mocha process ends before it prints its totals, even with status 0`, () => {
      const { status, stdout } = run({ first: PASSING, second: PASSING, [place]: PASSING + CRASHING });
      expect([status, lastLineOf(stdout)]).to.deep.equal([1, '1 passed, 1 failed']);
      expect(stdout).to.include('A mocha process ended with 0 before its totals.');
    });
  }
});

/** Runs scripts/run-tests.ts in a folder that has one test file for each mocha process. */
function run({ first, second }: Readonly<Record<'first' | 'second', string>>) {
  const folder = temporaryFolder();
  const reporter = resolve('test/support/reporter.cjs');
  const files = {
    '.mocharc.json': JSON.stringify({ extension: ['ts'], reporter, exit: true }),
    'test/some.test.ts': first,
    'test/process/other.test.ts': second,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  // Removes the variable CI, with which the script would install Chromium.
  const { CI: _, ...env } = process.env;
  return spawnSync(process.execPath, [resolve('scripts/run-tests.ts')], { cwd: folder, env, encoding: 'utf8' });
}

function lastLineOf(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}
