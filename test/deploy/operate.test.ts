import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import release from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/process/program/commands.ts';
import { DRILLS } from '../../tools/chaos/drills/list.ts';

/** Checks docs/operate.md without running its commands. `make try-image` and `make try-unit` run them. */
describe('docs/operate.md', () => {
  const page = readFileSync('docs/operate.md', 'utf8');
  const all = (pattern: RegExp) => [...new Set([...page.matchAll(pattern)].map(([, name]) => name as string))];

  it('names only existing make targets', () => {
    const targets = [...readFileSync('Makefile', 'utf8').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name);
    const named = all(/(?:^|[`(]|&& )make ([a-z-]+)/gm);
    expect(named.length).to.be.at.least(8);
    expect(named.filter((name) => !targets.includes(name))).to.deep.equal([]);
  });

  it('names only existing commands of the program taskport', () => {
    const names = COMMANDS.map(({ name }) => name);
    const named = all(/(?<=^|[`/ ])(?<!database |exec )taskport ([a-z]+)(?= |`|$)/gm).filter(
      (name) => name !== 'taskport',
    );
    expect(named.length).to.be.at.least(8);
    expect(named.filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  it('names only existing drills (tests with one planned fault)', () => {
    const names = DRILLS.map(({ name }) => name);
    const named = all(/DRILL=([a-z,-]+)/g).flatMap((list) => list.split(','));
    expect(named.filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  it('names only existing files and folders of deploy/', () => {
    const named = all(/(deploy\/[\w./-]*[\w/])/g);
    expect(named.length).to.be.at.least(6);
    expect(named.filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it('names the npm package and the container image with the version of this release', () => {
    expect(new Set(all(/taskport-(\d+\.\d+\.\d+)\.tgz/g))).to.deep.equal(new Set([release.version]));
    expect(new Set(all(/taskport:(\d+\.\d+\.\d+)/g))).to.deep.equal(new Set([release.version]));
  });
});
