import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { PROBLEMS } from '../src/adapters/http/problem/problem.ts';

const PAGES = globSync('{*.md,docs/*.md}');

describe('the documentation', () => {
  for (const page of PAGES) {
    it(`links from ${page} only to files and headings that exist`, () => {
      expect(linksIn(page).filter((link) => !targetExists(page, link))).to.deep.equal([]);
    });
  }

  it('has no page that the README does not link, directly or through other pages', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const file of linksIn(page).map((link) => targetOf(page, link).file)) {
        if (PAGES.includes(file)) reached.add(file);
      }
    }
    expect(PAGES.filter((page) => !reached.has(page))).to.deep.equal([]);
  });

  it('lists every error code with its status in docs/api.md, and no other', () => {
    const api = readFileSync('docs/api.md', 'utf8');
    const listed = [...api.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(listed).to.have.deep.members(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]));
  });
});

/** Returns the links of a page to pages, files and headings of the project. */
function linksIn(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/```.*?```/gs, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function targetOf(page: string, link: string): { file: string; heading: string | undefined } {
  const [path, heading] = link.split('#') as [string, string?];
  return { file: path === '' ? page : join(dirname(page), path), heading };
}

function targetExists(page: string, link: string): boolean {
  const { file, heading } = targetOf(page, link);
  return existsSync(file) && (heading === undefined || headingsOf(file).includes(heading));
}

/** Returns the headings of a page as GitHub writes them in link anchors. */
function headingsOf(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text]) => text as string);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
