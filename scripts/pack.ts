import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';

// Packs the program as an npm package: the built web page, and the sources as JavaScript, because Node does not strip
// types from files in node_modules. Lines and columns stay the same, so that stack traces fit the TypeScript sources.
//
//     node scripts/pack.ts            packs into dist/package, and prints the path of the tarball
//     node scripts/pack.ts FOLDER     packs, installs the package in FOLDER, and prints the path of the program

/** The entry points of the package: the program and its worker thread. They import all other files, directly or not. */
const ENTRIES = ['src/main.ts', 'src/adapters/sqlite/database/worker.ts'];

/** The files and folders that are packed unchanged. */
const AS_IS = ['bin/taskport.cjs', 'dist/web', 'README.md', 'CHANGELOG.md', 'LICENSE', '.env.example'];

/** The oldest release of Node that runs the package. For Node 24, bin/taskport.cjs loads a polyfill of Temporal. */
const ENGINES = { node: '>=24' };

/** Matches a relative import of a TypeScript file, or a relative URL of one. */
const IMPORT = /(?:\bfrom\s+|(?<!')\bimport\s*\(?\s*|new URL\()'(\.[^']+)\.ts'/g;

/**
 * Packs the program as an npm package. The web page must have been built before.
 *
 * @param folder the folder into which the files of the package are written
 * @returns the path of the tarball
 */
function pack(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  for (const file of AS_IS) cpSync(file, join(folder, file), { recursive: true });
  chmodSync(join(folder, 'bin/taskport.cjs'), 0o755);
  for (const [file, source] of reachable()) {
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      stripTypeScriptTypes(source).replace(IMPORT, (text) => text.replace(/\.ts'$/, ".js'")),
    );
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(output) as [{ readonly filename: string }];
  return join(folder, filename);
}

/** Returns the TypeScript sources, types included, that the entry points import directly or not, by file name. */
function reachable(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (file: string) => {
    if (found.has(file)) return;
    const source = readFileSync(file, 'utf8');
    found.set(file, source);
    for (const [, name] of source.matchAll(IMPORT)) add(join(dirname(file), `${name}.ts`));
  };
  for (const entry of ENTRIES) add(entry);
  return found;
}

/** Returns the package.json of the package, without the fields that only development needs. */
function manifest(): Record<string, unknown> {
  const { name, version, description, license, type, dependencies, optionalDependencies } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const bin = { taskport: 'bin/taskport.cjs' };
  return { name, version, description, license, type, bin, engines: ENGINES, dependencies, optionalDependencies };
}

/**
 * Installs a tarball as npm does, but links to the dependencies in this project's node_modules, so that no registry is
 * needed. Leaves out the optional packages that contain Node, so that the program runs on the Node that starts it.
 *
 * @returns the path of the program
 */
function install(tarball: string, folder: string): string {
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'taskport');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', resolve(tarball), '-C', target, '--strip-components=1']);
  for (const name of readdirSync('node_modules'))
    if (!/^(?:\.|node-|taskport$)/.test(name)) symlinkSync(resolve('node_modules', name), join(modules, name));
  mkdirSync(join(modules, '.bin'));
  symlinkSync('../taskport/bin/taskport.cjs', join(modules, '.bin/taskport'));
  return resolve(modules, '.bin/taskport');
}

if (import.meta.main) {
  const folder = process.argv[2];
  const tarball = pack(join(folder ?? 'dist', 'package'));
  process.stdout.write(`${folder === undefined ? tarball : install(tarball, folder)}\n`);
}
