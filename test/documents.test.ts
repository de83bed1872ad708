import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { PROBLEMS } from '../src/adapters/http/problem/problem.ts';
import { FIELDS } from '../src/domain/filter/language/fields.ts';
import { parseFilter } from '../src/domain/filter/parse.ts';

const PAGES = globSync('{*.md,docs/*.md}');

describe('the documentation', () => {
  for (const page of PAGES) {
    it(`links from ${page} only to files and headings that exist`, () => {
      expect(linksIn(page).filter((link) => !targetExists(page, link))).to.deep.equal([]);
    });
  }

  it('links every page from the README, directly or through other pages', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const file of linksIn(page).map((link) => targetOf(page, link).file)) {
        if (PAGES.includes(file)) reached.add(file);
      }
    }
    expect(PAGES.filter((page) => !reached.has(page))).to.deep.equal([]);
  });

  it('lists every error code with its status in docs/api.md, and no other code', () => {
    const api = readFileSync('docs/api.md', 'utf8');
    const listed = [...api.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(listed).to.have.deep.members(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]));
  });

  it('lists every field of the filter language with its operators in docs/filters.md', () => {
    const listed = rowsOf('docs/filters.md', 'Fields and operators').flatMap(([fields = '', operators = '']) =>
      codeIn(fields).map((field) => [field, codeIn(operators)]),
    );
    expect(listed).to.deep.equal([...FIELDS].map(([field, { operators }]) => [field, operators]));
  });

  it('shows in docs/filters.md at least ten examples of filters that parse', () => {
    const filters = rowsOf('docs/filters.md', 'Examples').flatMap(([filter = '']) => codeIn(filter));
    expect(filters).to.have.lengthOf.at.least(10);
    for (const filter of filters) expect(parseFilter(filter), filter).to.be.an('object');
  });

  it('shows in docs/filters.md the same error messages for wrong filters as the parser gives', () => {
    const shown = rowsOf('docs/filters.md', 'Errors').map((cells) => cells.flatMap(codeIn) as [string, string]);
    expect(shown).to.have.lengthOf.at.least(5);
    for (const [filter, message] of shown) expect(() => parseFilter(filter)).to.throw(message);
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

/** Returns the cells of the first table below a heading of a page, row by row, without the header row. */
function rowsOf(page: string, heading: string): string[][] {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n## ${heading}\n`);
  const [, rows = ''] = /\|---\|\n((?:\|.*\n)+)/.exec(section) ?? [];
  return rows
    .trim()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
}
