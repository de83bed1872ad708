import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

/** The hexagon as a table: what each folder may import of the project, and which packages. */
const WALLS: Record<string, { folders: string[]; packages: string[] }> = {
  'src/domain': { folders: ['src/domain'], packages: [] },
  'src/ports': { folders: ['src/ports', 'src/domain'], packages: [] },
  'src/application': { folders: ['src/application', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/http': {
    folders: [
      'src/adapters/http',
      'src/application',
      'src/ports',
      'src/domain',
      'src/adapters/system/timestamp.ts',
      'src/process/timeouts.ts',
      'package.json',
    ],
    packages: ['node:', 'koa', '@koa/router', 'valibot', '@valibot/to-json-schema', 'pino', 'prom-client'],
  },
  'src/adapters/memory': { folders: ['src/adapters/memory', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/postgres': {
    folders: [
      'src/adapters/postgres',
      'src/ports',
      'src/domain',
      'src/adapters/system/timestamp.ts',
      'src/process/timeouts.ts',
    ],
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
  // The primary stays in memory beside its workers, so it loads nothing of what serves.
  'src/process/workers': {
    folders: [
      'src/process/workers',
      'src/adapters/system/log.ts',
      'src/process/startup-banner.ts',
      'src/process/v8-flags.ts',
      'src/process/timeouts.ts',
      'config',
    ],
    packages: ['node:', 'pino'],
  },
  config: { folders: ['config'], packages: ['node:', 'valibot'] },
};

/** The files that put the rest together, and what of the packages each may know. */
const OUTSIDE: Record<string, string[]> = {
  'src/container.ts': ['inversify', 'pino', 'prom-client'],
  'src/process/serve.ts': ['node:', 'pino'],
  'src/process/startup-banner.ts': ['node:'],
  'src/main.ts': ['node:'],
  'src/process/v8-flags.ts': [],
  'src/process/timeouts.ts': [],
};

/** The entries of tools that other tools may run. */
const TOOL_ENTRIES = ['tools/torture/torture.ts'];

/** The files of tools that may import code of the service, not only types. */
const TOOLS_WITH_SERVICE_CODE = [
  // Runs the service with one part replaced.
  'tools/bench/measured-service.ts',
  'tools/bench/plain-task-repository.ts',
  // Compares the applied migrations with the list of them.
  'tools/chaos/drills/database/migrated-together.ts',
  // Builds the cursor of any page without reading all pages before it.
  'tools/support/load/requests/operations.ts',
];

/** How many files a folder may hold before it gets rooms. */
const MAX_FILES = 12;

describe('the architecture', () => {
  const files = globSync('{src,config}/**/*.ts');
  const sources = (root: string) => new Map(globSync(root).map((file) => [file, readFileSync(file, 'utf8')]));

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

  it('has no circle of imports, types included', () => {
    expect(circleIn(sources('{src,config,tools,test,scripts}/**/*.ts'))).to.equal(undefined);
  });

  it('finds a circle of imports, types included', () => {
    const planted = new Map([
      ['a.ts', "import { b } from './b.ts';"],
      ['b.ts', "import type { C } from './c/c.ts';"],
      ['c/c.ts', "export { a } from '../a.ts';"],
      ['d.ts', "import { a } from './a.ts';"],
    ]);
    expect(circleIn(planted)).to.deep.equal(['a.ts', 'b.ts', 'c/c.ts', 'a.ts']);
    planted.set('c/c.ts', "import { d } from '../e.ts';");
    expect(circleIn(planted)).to.equal(undefined);
  });

  it(`has at most ${MAX_FILES} files in a folder`, () => {
    expect(fullFolders(globSync('{src,test,tools,config,scripts}/**/*.*'))).to.deep.equal([]);
  });

  it('finds a folder that is too full, its rooms not counted', () => {
    const planted = Array.from({ length: MAX_FILES + 1 }, (_, i) => `src/room/${i}.ts`);
    expect(fullFolders([...planted, 'src/a.ts'])).to.deep.equal(['src/room']);
    expect(fullFolders([...planted.slice(1), 'src/room/inner/a.ts'])).to.deep.equal([]);
  });

  it('lets a tool import only itself, tools/support, the entry of another tool, and types of the service', () => {
    const tools = [...sources('tools/**/*.ts')];
    expect(tools.flatMap(([file, source]) => toolTrespasses(file, source))).to.deep.equal([]);
  });

  it('finds what a tool may not import', () => {
    const lines = [
      "import { memory } from '../../test/support/service/stores.ts';",
      "import { numberIn } from '../torture/clients/client.ts';",
      "import { Task } from '../../src/domain/tasks/task.ts';",
      "import { type Seq, SEQ_ZERO } from '../../src/domain/changes/change.ts';",
    ];
    for (const line of lines) expect(toolTrespasses('tools/chaos/main.ts', line), line).to.have.length(1);
    expect(toolTrespasses('tools/support/client.ts', "import { say } from '../bench/bench.ts';")).to.have.length(1);
    const allowed = [
      "import { torture } from '../torture/torture.ts';",
      "import { Random } from '../support/random.ts';",
      "import { inject } from './nemesis.ts';",
      "import type { Task } from '../../src/domain/tasks/task.ts';",
    ];
    for (const line of allowed) expect(toolTrespasses('tools/chaos/main.ts', line), line).to.deep.equal([]);
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
      "import type { Clock } from '../../ports/clock.ts';",
      "import { a,\n  b } from '../../adapters/http/server/app.ts';",
      "export { Task } from '../../application/tasks/get-task.ts';",
      "const fs = await import('node:fs');",
    ];
    for (const line of forbidden) {
      it(`keeps out ${JSON.stringify(line)}`, () => {
        expect(trespasses('src/domain/tasks/task.ts', line, wall)).to.have.length(1);
      });
    }

    it('lets in a neighbour', () => {
      expect(trespasses('src/domain/tasks/task.ts', "import { title } from './title.ts';", wall)).to.deep.equal([]);
    });
  });
});

/** The files that a file imports, types included. */
function importsOf(file: string, source: string): string[] {
  const names = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.[^']+)'/g)].map(([, name]) => name as string);
  return names.map((name) => join(dirname(file), name));
}

/** The imports of a tool's file that cross the border of its tool. */
function toolTrespasses(file: string, source: string): string[] {
  const own = file.split('/').slice(0, 2).join('/');
  const withoutTypes = source.replace(/\b(?:import|export) type [^;]*;/g, '');
  const code = new Set(importsOf(file, withoutTypes));
  const isAllowed = (name: string) => {
    if (name.startsWith('src/') || name.startsWith('config/')) {
      return !code.has(name) || TOOLS_WITH_SERVICE_CODE.includes(file);
    }
    if (name.startsWith(`${own}/`) || name.startsWith('tools/support/')) return true;
    return own !== 'tools/support' && TOOL_ENTRIES.includes(name);
  };
  return importsOf(file, source)
    .filter((name) => !isAllowed(name))
    .map((name) => `${file} imports ${name}`);
}

/** The first circle of imports, from a file back to itself. */
function circleIn(sources: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    const source = sources.get(file);
    if (source === undefined || done.has(file)) return undefined;
    for (const next of importsOf(file, source)) {
      const circle = visit(next, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of sources.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** The folders that hold too many files. */
function fullFolders(files: readonly string[]): string[] {
  const counts = Map.groupBy(files, dirname);
  return [...counts].filter(([, { length }]) => length > MAX_FILES).map(([folder]) => folder);
}

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
