import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

/** The folders and files that the running service consists of. */
const SERVICE = ['domain', 'ports', 'application', 'adapters', 'process', 'persistence']
  .map((name) => `src/${name}`)
  .concat(['src/container.ts', 'src/credentials.ts', 'src/network.ts', 'package.json']);

/** The rules of the hexagonal architecture: the folders and packages that each folder may import. */
const BOUNDARIES: Record<string, { folders: string[]; packages: string[] }> = {
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
  // User accounts by the library Better Auth, which answers HTTP requests and uses the database of the tasks.
  'src/adapters/accounts': {
    folders: [
      'src/adapters/accounts',
      'src/adapters/http/input',
      'src/adapters/http/problem',
      'src/adapters/postgres/driver',
      'src/adapters/sqlite/database',
      'src/ports',
      'src/domain',
      'src/process/timeouts.ts',
      'config',
    ],
    packages: [
      'node:',
      'better-auth',
      'better-auth/api',
      'better-auth/crypto',
      'better-auth/db/migration',
      'kysely',
      'pg',
      'valibot',
    ],
  },
  'src/adapters/caching': { folders: ['src/adapters/caching', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/batching': { folders: ['src/adapters/batching'], packages: ['prom-client'] },
  // Parses exports of other services into tasks in memory, so it needs no store and no network.
  'src/adapters/imports': { folders: ['src/adapters/imports', 'src/domain'], packages: ['entities'] },
  'src/adapters/exports': {
    folders: [
      'src/adapters/exports',
      'src/adapters/system/timestamp.ts',
      'src/application/stores',
      'src/ports',
      'src/domain',
    ],
    packages: ['node:'],
  },
  'src/adapters/jwt': {
    folders: ['config/addresses.ts', 'src/adapters/jwt', 'src/ports', 'src/domain'],
    packages: ['node:', 'jose', 'pino', 'prom-client', 'uuid', 'valibot'],
  },
  'src/adapters/limits': { folders: ['src/adapters/limits', 'src/ports'], packages: [] },
  'src/adapters/memory': { folders: ['src/adapters/memory', 'src/ports', 'src/domain'], packages: [] },
  'src/adapters/postgres': {
    folders: [
      'src/adapters/postgres',
      'src/adapters/batching',
      'src/adapters/caching',
      'src/ports',
      'src/domain',
      'src/adapters/system/scopes-text.ts',
      'src/adapters/system/tags-text.ts',
      'src/adapters/system/timestamp.ts',
      'src/process/timeouts.ts',
    ],
    packages: [
      'node:',
      '@mikro-orm/',
      'kysely',
      'pg',
      'pg/package.json',
      'pg-connection-string',
      'pg-protocol',
      'pino',
      'prom-client',
    ],
  },
  'src/adapters/sqlite': {
    folders: [
      'src/adapters/sqlite',
      'src/adapters/batching',
      'src/adapters/caching',
      'src/adapters/system/folder-lock.ts',
      'src/adapters/system/scopes-text.ts',
      'src/adapters/system/tags-text.ts',
      'src/ports',
      'src/domain',
      'src/process/timeouts.ts',
      'src/process/v8-flags.ts',
    ],
    packages: ['node:', 'pino'],
  },
  'src/adapters/system': {
    folders: ['src/adapters/system', 'src/ports', 'src/domain'],
    packages: ['node:', 'uuid', 'pino', 'pino-pretty'],
  },
  'src/adapters/tokens': {
    folders: ['src/adapters/tokens', 'src/application/access', 'src/ports', 'src/domain'],
    packages: ['node:'],
  },
  // The primary process stays in memory beside its workers, so it must not load the code that serves requests.
  'src/process/workers': {
    folders: [
      'src/process/workers',
      'src/adapters/limits',
      'src/process/limits.ts',
      'src/adapters/system/log.ts',
      'src/process/startup-banner.ts',
      'src/process/v8-flags.ts',
      'src/process/timeouts.ts',
      'config',
    ],
    packages: ['node:', 'pino'],
  },
  'src/process/commands': { folders: [...SERVICE, 'config', 'tools/torture'], packages: ['node:', 'valibot'] },
  // Has the table of commands, which imports the module of a command only when the command runs.
  'src/process/program': { folders: ['src/process', 'config', 'package.json'], packages: ['node:'] },
  // The page runs in browsers. It shares the code of the domain with the service, and no other code.
  'src/web': { folders: ['src/web', 'src/domain'], packages: ['preact', 'preact/', '@preact/signals'] },
  config: { folders: ['config'], packages: ['node:', 'valibot'] },
};

/** The files of the composition root, with the packages that each may import. */
const COMPOSITION: Record<string, string[]> = {
  'src/container.ts': ['inversify', 'pino', 'prom-client'],
  'src/credentials.ts': ['inversify', 'pino', 'prom-client'],
  'src/network.ts': ['inversify'],
  'src/persistence/memory.ts': ['inversify'],
  'src/persistence/module.ts': ['inversify', 'pino'],
  'src/persistence/postgres.ts': ['inversify', 'pino', 'prom-client'],
  'src/persistence/sqlite.ts': ['inversify', 'pino', 'prom-client'],
  'src/process/exit-because.ts': [],
  'src/process/exit-codes.ts': [],
  'src/process/limits.ts': [],
  'src/process/serve.ts': ['node:', 'pino'],
  'src/process/startup-banner.ts': ['node:'],
  'src/main.ts': ['node:'],
  'src/process/v8-flags.ts': [],
  'src/process/tick-object.ts': ['node:async_hooks'],
  'src/process/timeouts.ts': [],
};

/** The entry points of tools that other tools may import. */
const TOOL_ENTRIES = ['tools/torture/torture.ts'];

/** The files of tools that may import code of the service, and not only types. */
const TOOLS_WITH_SERVICE_CODE = [
  // These two files run the service with a task repository that has no change log, to compare the speed.
  'tools/bench/cost/measured-service.ts',
  'tools/bench/cost/plain-task-repository.ts',
  // Compares the applied migrations with the list of migrations in the code.
  'tools/chaos/drills/database/migrated-together.ts',
  // Builds the cursor of any page without requesting the pages before it.
  'tools/support/load/requests/operations.ts',
];

/** Matches a use of an undocumented API of `pg`; see `missingInternals()`. */
const PG_INTERNALS =
  /'pg-protocol'|\bconnection\.stream\b|\bserialize\.|\b(parsedStatements|attachListeners|getTypeParser|getTransactionStatus|Submittable)\b/;

/** The maximum number of files in a folder. */
const MAX_FILES = 12;

describe('the architecture', () => {
  const files = globSync('{src,config}/**/*.{ts,tsx}');
  const sources = (root: string) => new Map(globSync(root).map((file) => [file, readFileSync(file, 'utf8')]));

  for (const [folder, boundary] of Object.entries(BOUNDARIES)) {
    it(`lets ${folder} import only the folders and packages that its import rule allows`, () => {
      const own = files.filter((file) => file.startsWith(`${folder}/`));
      expect(own).not.to.deep.equal([]);
      expect(own.flatMap((file) => violations(file, readFileSync(file, 'utf8'), boundary))).to.deep.equal([]);
    });
  }

  it('has an import rule for every file of src and config except those of the composition root', () => {
    const outside = files.filter((file) => !Object.keys(BOUNDARIES).some((folder) => file.startsWith(`${folder}/`)));
    expect(outside).to.have.members(Object.keys(COMPOSITION));
    for (const [file, packages] of Object.entries(COMPOSITION)) {
      const boundary = { folders: [...SERVICE, 'config'], packages };
      expect(violations(file, readFileSync(file, 'utf8'), boundary)).to.deep.equal([]);
    }
  });

  it('has no import cycle, type imports included', () => {
    expect(findCycle(sources('{src,config,tools,test,scripts}/**/*.{ts,tsx}'))).to.equal(undefined);
  });

  it('detects an import cycle through a type import and a re-export', () => {
    const planted = new Map([
      ['a.ts', "import { b } from './b.ts';"],
      ['b.ts', "import type { C } from './c/c.ts';"],
      ['c/c.ts', "export { a } from '../a.ts';"],
      ['d.ts', "import { a } from './a.ts';"],
    ]);
    expect(findCycle(planted)).to.deep.equal(['a.ts', 'b.ts', 'c/c.ts', 'a.ts']);
    planted.set('c/c.ts', "import { d } from '../e.ts';");
    expect(findCycle(planted)).to.equal(undefined);
  });

  it(`has at most ${MAX_FILES} files in a folder`, () => {
    expect(overfullFolders(globSync('{src,test,tools,config,scripts}/**/*.*'))).to.deep.equal([]);
  });

  it('detects a folder with too many files, and does not count the files of its subfolders', () => {
    const planted = Array.from({ length: MAX_FILES + 1 }, (_, i) => `src/full/${i}.ts`);
    expect(overfullFolders([...planted, 'src/a.ts'])).to.deep.equal(['src/full']);
    expect(overfullFolders([...planted.slice(1), 'src/full/inner/a.ts'])).to.deep.equal([]);
  });

  it('lets a tool import only itself, tools/support, the entry point of another tool, and types of the service', () => {
    const tools = [...sources('tools/**/*.ts')];
    expect(tools.flatMap(([file, source]) => toolViolations(file, source))).to.deep.equal([]);
  });

  it('detects an import that a tool must not have', () => {
    const lines = [
      "import { memory } from '../../test/support/service/stores.ts';",
      "import { numberIn } from '../torture/clients/client.ts';",
      "import { Task } from '../../src/domain/tasks/task.ts';",
      "import { type Seq, SEQ_ZERO } from '../../src/domain/changes/change.ts';",
    ];
    for (const line of lines) expect(toolViolations('tools/chaos/main.ts', line), line).to.have.length(1);
    expect(toolViolations('tools/support/client.ts', "import { say } from '../bench/bench.ts';")).to.have.length(1);
    const allowed = [
      "import { torture } from '../torture/torture.ts';",
      "import { Random } from '../support/random.ts';",
      "import { inject } from './nemesis.ts';",
      "import type { Task } from '../../src/domain/tasks/task.ts';",
    ];
    for (const line of allowed) expect(toolViolations('tools/chaos/main.ts', line), line).to.deep.equal([]);
  });

  it('lets only src/web and its tests import src/web', () => {
    const all = [...sources('{src,config,scripts,tools,test}/**/*.{ts,tsx}')];
    expect(all.flatMap(([file, source]) => importsOfPage(file, source))).to.deep.equal([]);
  });

  it('detects an import of code, types and style sheets of src/web', () => {
    const line = "import type { Session } from '../web/state/session.ts';";
    expect(importsOfPage('src/process/serve.ts', line)).to.have.length(1);
    expect(
      importsOfPage('src/domain/fold.ts', "import { parse } from '../web/quick-add/quick-add.ts';"),
    ).to.have.length(1);
    expect(importsOfPage('tools/bench/bench.ts', "import '../../src/web/style/main.css';")).to.have.length(1);
    expect(importsOfPage('test/web/api.test.ts', "import { Api } from '../../src/web/api/api.ts';")).to.deep.equal([]);
  });

  it('reads process.env in config/env.ts only', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).to.deep.equal(['config/env.ts']);
  });

  it('lets only the driver folder use the internals of pg', () => {
    const outside = files.filter((file) => !file.startsWith('src/adapters/postgres/driver/'));
    expect(outside.filter((file) => PG_INTERNALS.test(readFileSync(file, 'utf8')))).to.deep.equal([]);
  });

  for (const line of [
    "import { serialize } from 'pg-protocol';",
    'client.connection.stream.destroy();',
    'delete connection.parsedStatements[name];',
    'connection.attachListeners = attach;',
    'client.getTypeParser(oid);',
    "client.getTransactionStatus() === 'T';",
    'class Query implements pg.Submittable {}',
    'serialize.sync();',
  ]) {
    it(`detects a use of the internals of pg: ${line}`, () => {
      expect(line).to.match(PG_INTERNALS);
    });
  }

  it('uses no decorators, which type stripping does not support', () => {
    const decorated = files.filter((file) =>
      /^\s*@\w+\(/m.test(readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '')),
    );
    expect(decorated).to.deep.equal([]);
  });

  describe('the import rule of src/web', () => {
    const boundary = BOUNDARIES['src/web'] as { folders: string[]; packages: string[] };
    const forbidden = [
      "import { validation } from '../../adapters/http/input/validation.ts';",
      "import type { Clock } from '../../ports/clock.ts';",
      "import { EditTask } from '../../application/tasks/edit-task.ts';",
      "import { readFileSync } from 'node:fs';",
      "import * as v from 'valibot';",
      "import { useState } from 'react';",
    ];
    for (const line of forbidden) {
      it(`rejects ${JSON.stringify(line)}`, () => {
        expect(violations('src/web/views/list.tsx', line, boundary)).to.have.length(1);
      });
    }

    it('allows the domain, the page itself, Preact and its signals', () => {
      for (const name of ['../../domain/tasks/task.ts', '../style/main.css', 'preact/hooks', '@preact/signals']) {
        expect(violations('src/web/views/list.tsx', `import x from '${name}';`, boundary), name).to.deep.equal([]);
      }
    });
  });

  describe('the import rule of src/domain', () => {
    const boundary = BOUNDARIES['src/domain'] as { folders: string[]; packages: string[] };
    const forbidden = [
      "import Koa from 'koa';",
      "import 'reflect-metadata';",
      "import type { Clock } from '../../ports/clock.ts';",
      "import { a,\n  b } from '../../adapters/http/server/app.ts';",
      "export { Task } from '../../application/tasks/get-task.ts';",
      "const fs = await import('node:fs');",
    ];
    for (const line of forbidden) {
      it(`rejects ${JSON.stringify(line)}`, () => {
        expect(violations('src/domain/tasks/task.ts', line, boundary)).to.have.length(1);
      });
    }

    it('allows an import from the same folder', () => {
      expect(violations('src/domain/tasks/task.ts', "import { title } from './title.ts';", boundary)).to.deep.equal([]);
    });
  });
});

/** Returns the files that a file imports, type imports included. */
function importsOf(file: string, source: string): string[] {
  const names = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.[^']+)'/g)].map(([, name]) => name as string);
  return names.map((name) => join(dirname(file), name));
}

/** Returns the imports of src/web in a file; none if the file belongs to src/web or its tests. */
function importsOfPage(file: string, source: string): string[] {
  if (/^(?:src|test)\/web\//.test(file)) return [];
  return importsOf(file, source)
    .filter((name) => name.startsWith('src/web/'))
    .map((name) => `${file} imports ${name}`);
}

/** Returns the forbidden imports in a file of a tool. */
function toolViolations(file: string, source: string): string[] {
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

/** Returns the first import cycle, from a file back to itself. */
function findCycle(sources: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    const source = sources.get(file);
    if (source === undefined || done.has(file)) return undefined;
    for (const next of importsOf(file, source)) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of sources.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Returns the folders with more than MAX_FILES files. */
function overfullFolders(files: readonly string[]): string[] {
  const counts = Map.groupBy(files, dirname);
  return [...counts].filter(([, { length }]) => length > MAX_FILES).map(([folder]) => folder);
}

/** Returns the imports of a file that the import rule of its folder does not allow. */
function violations(file: string, source: string, boundary: { folders: string[]; packages: string[] }): string[] {
  const imports = [...source.matchAll(/(?:\bfrom\s+|(?<!')\bimport\s*\(?\s*)'([^']+)'/g)].map(
    ([, name]) => name as string,
  );
  return imports
    .filter((name) =>
      name.startsWith('.')
        ? !boundary.folders.some((folder) => `${join(dirname(file), name)}/`.startsWith(`${folder}/`))
        : !boundary.packages.some((allowed) => name === allowed || (/[:/]$/.test(allowed) && name.startsWith(allowed))),
    )
    .map((name) => `${file} imports ${name}`);
}
