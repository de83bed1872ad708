import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { lockFolder } from '../../../src/adapters/system/folder-lock.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';

describe('the folder of the embedded database', () => {
  const folder = temporaryFolder();
  const deep = Array.from({ length: 3000 }, () => 'ab').join('/');

  before(() => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('circle', join(folder, 'circle'));
  });

  const unusable: [condition: string, path: string, reason: RegExp][] = [
    ['is a file', join(folder, 'file'), /EEXIST.*file'/],
    ['is below a file', join(folder, 'file/a/b'), /EEXIST.*file'/],
    ['is a dangling link', join(folder, 'dangling'), /EEXIST.*dangling'/],
    ['is below a dangling link', join(folder, 'dangling/a/b'), /EEXIST.*dangling'/],
    ['is a circular link', join(folder, 'circle'), /ELOOP.*circle'/],
    ['has a name that is too long', join(folder, 'x'.repeat(300)), /ENAMETOOLONG.*xxx'/],
    ['has a path that is too long', join(folder, deep), /ENAMETOOLONG.*ab'/],
    ['is a device', '/dev/null', /EEXIST.*\/dev\/null'/],
  ];
  if (process.platform === 'linux') {
    unusable.push(
      ['would be in /proc', '/proc/nope', /'\/proc\/nope'/],
      ['would be deep in /proc', '/proc/nope/a/b', /'\/proc\/nope'/],
      ['would be in a folder of /proc', '/proc/self/nope', /'\/proc\/self\/nope'/],
      ['is a folder of /proc', '/proc/self', /\/proc\/self/],
      ['would be in /sys', '/sys/nope', /'\/sys\/nope'/],
      ['is a folder of /sys', '/sys/kernel', /\/sys\/kernel/],
    );
  }
  for (const [condition, path, reason] of unusable) {
    it(`is rejected with an error that contains its path when it ${condition}`, () => {
      expect(() => lockFolder(path)).to.throw(reason);
      expect(readdirSync(folder).toSorted()).to.deep.equal(['circle', 'dangling', 'file']);
    });
  }

  it('is rejected when it is not writable', () => {
    const readOnly = temporaryFolder();
    chmodSync(readOnly, 0o555);
    const module = pathToFileURL('src/adapters/system/folder-lock.ts');
    const script = `process.getuid() === 0 && process.setuid(65534);
      (await import(${JSON.stringify(module)})).lockFolder(${JSON.stringify(readOnly)})`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'pipe' })).to.throw(
      new RegExp(`EACCES: permission denied, access '${readOnly}'`),
    );
  });

  it('is created together with missing parent folders', () => {
    const path = join(folder, 'a b#c/%é/..data');
    lockFolder(path).release();
    expect(readdirSync(path)).to.include.members(['lock', 'pid']);
  });

  it('may be a symbolic link to a folder', () => {
    mkdirSync(join(folder, 'target'));
    symlinkSync('target', join(folder, 'link'));
    lockFolder(join(folder, 'link')).release();
    expect(readdirSync(join(folder, 'target'))).to.include.members(['lock', 'pid']);
  });
});
