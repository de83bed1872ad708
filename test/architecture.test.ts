import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

/** The hexagon as a table: what each folder may import of the project, and which packages. */
const WALLS: Record<string, { folders: string[]; packages: string[] }> = {
  'src/domain': { folders: ['src/domain'], packages: [] },
  'src/ports': { folders: ['src/ports', 'src/domain'], packages: [] },
  'src/application': { folders: ['src/application', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/http': {
    folders: ['src/adapters/http', 'src/application', 'src/ports', 'src/domain', 'src/limits.ts', 'package.json'],
    packages: ['node:', 'koa', '@koa/router', 'valibot', '@valibot/to-json-schema', 'pino', 'prom-client'],
  },
  'src/adapters/memory': { folders: ['src/adapters/memory', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/postgres': {
    folders: ['src/adapters/postgres', 'src/ports', 'src/domain', 'src/limits.ts'],
    packages: [
      'node:',
      '@mikro-orm/',
      'kysely',
      'pg',
      'pg-connection-string',
      'pg-protocol',
      '@electric-sql/pglite',
      'pino',
      'prom-client',
    ],
  },
  'src/adapters/system': {
    folders: ['src/adapters/system', 'src/ports', 'src/domain'],
    packages: ['node:', 'uuid', 'pino', 'pino-pretty'],
  },
  // What supervises loads nothing of what serves, for it stays in memory beside it.
  'src/supervision': {
    folders: [
      'src/supervision',
      'src/adapters/system/log.ts',
      'src/welcome.ts',
      'src/heap.ts',
      'src/limits.ts',
      'config',
    ],
    packages: ['node:', 'pino'],
  },
  config: { folders: ['config'], packages: ['node:', 'valibot'] },
};

/** The files that put the rest together, and what of the packages each may know. */
const OUTSIDE: Record<string, string[]> = {
  'src/container.ts': ['inversify', 'pino', 'prom-client'],
  'src/serve.ts': ['node:', 'pino'],
  'src/welcome.ts': ['node:'],
  'src/main.ts': ['node:'],
  'src/heap.ts': [],
  'src/limits.ts': [],
};

describe('the architecture', () => {
  const files = globSync('{src,config}/**/*.ts');

  for (const [folder, wall] of Object.entries(WALLS)) {
    it(`of ${folder} imports only what it may`, () => {
      const own = files.filter((file) => file.startsWith(`${folder}/`));
      expect(own).not.to.deep.equal([]);
      expect(own.flatMap((file) => trespasses(file, readFileSync(file, 'utf8'), wall))).to.deep.equal([]);
    });
  }

  it('has no file outside its walls but those that put it together', () => {
    const outside = files.filter((file) => !Object.keys(WALLS).some((folder) => file.startsWith(`${folder}/`)));
    expect(outside).to.have.members(Object.keys(OUTSIDE));
    for (const [file, packages] of Object.entries(OUTSIDE)) {
      const wall = { folders: ['src', 'config'], packages };
      expect(trespasses(file, readFileSync(file, 'utf8'), wall)).to.deep.equal([]);
    }
  });

  it('lets one file alone read the environment', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).to.deep.equal(['config/env.ts']);
  });

  it('uses no decorators, which types that are only stripped cannot have', () => {
    const decorated = files.filter((file) =>
      /^\s*@\w+\(/m.test(readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '')),
    );
    expect(decorated).to.deep.equal([]);
  });

  describe('is guarded by a wall that', () => {
    const wall = WALLS['src/domain'] as { folders: string[]; packages: string[] };
    const forbidden = [
      "import Koa from 'koa';",
      "import 'reflect-metadata';",
      "import type { Clock } from '../ports/clock.ts';",
      "import { a,\n  b } from '../adapters/http/app.ts';",
      "export { Task } from '../application/get-task.ts';",
      "const fs = await import('node:fs');",
    ];
    for (const line of forbidden) {
      it(`keeps out ${JSON.stringify(line)}`, () => {
        expect(trespasses('src/domain/task.ts', line, wall)).to.have.length(1);
      });
    }

    it('lets in a neighbour', () => {
      expect(trespasses('src/domain/task.ts', "import { title } from './title.ts';", wall)).to.deep.equal([]);
    });
  });
});

/** What a file imports that it may not. */
function trespasses(file: string, source: string, wall: { folders: string[]; packages: string[] }): string[] {
  const imports = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(([, name]) => name as string);
  return imports
    .filter((name) =>
      name.startsWith('.')
        ? !wall.folders.some((folder) => `${join(dirname(file), name)}/`.startsWith(`${folder}/`))
        : !wall.packages.some((allowed) => name === allowed || (/[:/]$/.test(allowed) && name.startsWith(allowed))),
    )
    .map((name) => `${file} imports ${name}`);
}
