import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const ROOTS = 'src|test|tools|config|scripts|docs';

describe('the documentation', () => {
  for (const page of ['docs/architecture.md', 'CONTRIBUTING.md']) {
    it(`names in ${page} only files and folders that exist`, () => {
      const named = pathsIn(readFileSync(page, 'utf8'));
      expect(named.length).to.be.at.least(10);
      expect(named.filter((path) => !existsSync(path))).to.deep.equal([]);
    });
  }
});

/** Returns the paths in a page's code spans and diagram. A diagram line that ends with `/` names a folder below src. */
function pathsIn(text: string): string[] {
  const spans = [...text.matchAll(new RegExp(`\`((?:${ROOTS})/[\\w./-]*)\``, 'g'))].map(([, path]) => path as string);
  const diagram = /```text\n(.*?)```/s.exec(text)?.[1] ?? '';
  let folder = '';
  const steps = diagram.split('\n').flatMap((line) => {
    if (line.endsWith('/')) folder = line.trim();
    const files = line.match(/[\w./-]+\.ts\b/g) ?? [];
    return files.map((file) => (file.includes('/') ? `src/${file}` : `src/${folder}${file}`));
  });
  return [...new Set([...spans, ...steps])];
}
