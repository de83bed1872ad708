import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Matches the icon files in src/web/page. The build adds a hash of the content to their names. */
const ICON = /\.(?:svg|png)$/;

/** The entry points of the web page. The key `main`, for example, names the bundled script `main.js`. */
const ENTRIES: Readonly<Record<string, string>> = { main: 'src/web/main.tsx', docs: 'src/web/docs/docs.ts' };

const OPTIONS = {
  bundle: true,
  minify: true,
  target: 'es2024',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
} as const;

/**
 * Builds the web page from src/web into a folder. Replaces the old content of the folder only if the build succeeds.
 *
 * Each file name in `assets` includes a hash of the file's bytes. Each file has compressed copies beside it.
 *
 * @throws Error if the build fails; esbuild prints the reason on standard error
 */
export async function buildPage(folder = 'dist/web'): Promise<void> {
  const parts = { ...(await bundles()), ...icons() };
  const hashed = new Map(Object.entries(parts).map(([name, bytes]) => [name, hashedName(name, bytes)]));
  const index = withHashes(readFileSync('src/web/page/index.html', 'utf8'), hashed);
  const shell = [...hashed].filter(([name]) => index.includes(`assets/${hashed.get(name)}`));
  const files: Record<string, Uint8Array> = {
    'sw.js': await serviceWorker(
      index,
      shell.map(([, name]) => `assets/${name}`),
    ),
    'manifest.webmanifest': Buffer.from(withHashes(readFileSync('src/web/page/manifest.webmanifest', 'utf8'), hashed)),
  };
  for (const [name, bytes] of Object.entries(parts)) files[`assets/${hashed.get(name)}`] = bytes;
  replaceFolder(folder, files, index);
}

/** Bundles each entry point whose file exists. Returns the scripts and styles by name, such as `main.js`. */
async function bundles(): Promise<Record<string, Uint8Array>> {
  const entryPoints = Object.entries(ENTRIES).filter(([, file]) => existsSync(file));
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: Object.fromEntries(entryPoints),
    outdir: 'assets',
    format: 'esm',
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}

function icons(): Record<string, Uint8Array> {
  const names = readdirSync('src/web/page').filter((name) => ICON.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join('src/web/page', name))]));
}

/**
 * Builds the service worker, which caches `files` and the HTML. The script changes whenever a cached file changes, so
 * that browsers update the cache.
 */
export async function serviceWorker(index: string, files: readonly string[]): Promise<Uint8Array> {
  const version = hashOf(index);
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: ['src/web/worker/service-worker.ts'],
    format: 'iife',
    define: { VERSION: JSON.stringify(version), FILES: JSON.stringify(files) },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

function hashedName(name: string, bytes: Uint8Array): string {
  const extension = extname(name);
  return `${basename(name, extension)}-${hashOf(bytes)}${extension}`;
}

function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** Replaces each `assets/NAME` in a text by the name with its hash. @throws Error if the build has made no file NAME */
function withHashes(text: string, hashed: ReadonlyMap<string, string>): string {
  return text.replace(/\bassets\/([\w.-]+)/g, (_, name) => {
    const found = hashed.get(name);
    if (found === undefined) throw new Error(`src/web/page names assets/${name}, which the build does not make`);
    return `assets/${found}`;
  });
}

/** Writes the files to a new folder, then replaces the old folder by it, so that a failed build leaves the old page. */
function replaceFolder(folder: string, files: Readonly<Record<string, Uint8Array>>, index: string): void {
  // A service that starts now may be reading the files, so a build without changes does not replace them.
  if (isSame(folder, { ...files, 'index.html': Buffer.from(index) })) {
    touch(join(folder, 'index.html'));
    return;
  }
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(join(fresh, 'assets'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(fresh, name), bytes);
    writeFileSync(join(fresh, `${name}.br`), brotliCompressSync(bytes));
    writeFileSync(join(fresh, `${name}.gz`), gzipSync(bytes));
  }
  // Writes no compressed copy of index.html: the service adds its base path to the HTML, and compresses it then.
  writeFileSync(join(fresh, 'index.html'), index);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

/** Returns whether a folder already has these files with the same bytes. */
function isSame(folder: string, files: Readonly<Record<string, Uint8Array>>): boolean {
  return Object.entries(files).every(([name, bytes]) => {
    const file = join(folder, name);
    return existsSync(file) && readFileSync(file).equals(bytes);
  });
}

/** Sets the modification time of a file to now, so that `make` knows that the file is newer than the sources. */
function touch(file: string): void {
  utimesSync(file, new Date(), new Date());
}

if (import.meta.main) await buildPage();
