import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { CodedBody } from '../routing/coded-body.ts';

/** The folder into which `scripts/build-page.ts` builds the page. */
const BUILT = fileURLToPath(new URL('../../../../dist/web/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the page at `/app/`: its media type, ETag and body. */
export interface PageFile {
  readonly type: string;
  /** The strong ETag of the uncompressed body. */
  readonly etag: string;
  readonly body: CodedBody;
}

/** The built files of the page at `/app/`, read into memory. */
export interface BuiltPage {
  readonly index: PageFile;
  /** The service worker. */
  readonly worker: PageFile;
  /** The web app manifest. */
  readonly manifest: PageFile;
  /** The files whose names contain a hash of their content, by name. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

export function isPageBuilt(folder = BUILT): boolean {
  return existsSync(join(folder, 'index.html'));
}

/**
 * Reads the built page into memory.
 *
 * @param basePath the path prefix of the service, which goes into the URLs of the HTML
 * @param folder the folder into which the page was built
 * @returns undefined if the page is not built
 */
export function readBuiltPage(basePath: string, folder = BUILT): BuiltPage | undefined {
  if (!isPageBuilt(folder)) return undefined;
  const assets = readdirSync(join(folder, 'assets')).filter((name) => TYPES[extname(name)] !== undefined);
  return {
    index: pageFile('index.html', withBasePath(readFileSync(join(folder, 'index.html'), 'utf8'), basePath)),
    worker: readPageFile(folder, 'sw.js'),
    manifest: readPageFile(folder, 'manifest.webmanifest'),
    assets: new Map(assets.map((name) => [name, readPageFile(join(folder, 'assets'), name)])),
  };
}

/** Returns the HTML with the base path in its URLs, and in the `<meta>` that the page's script reads. */
function withBasePath(html: string, basePath: string): string {
  const quotable = basePath.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return html
    .replaceAll('="/app/', () => `="${quotable}/app/`)
    .replace('name="base-path" content=""', () => `name="base-path" content="${quotable}"`);
}

/** Reads a file and its compressed copies, which end in `.br` and `.gz`. */
function readPageFile(folder: string, name: string): PageFile {
  const path = join(folder, name);
  const identity = readFileSync(path);
  return described(name, { identity, br: readFileSync(`${path}.br`), gzip: readFileSync(`${path}.gz`) });
}

function pageFile(name: string, text: string): PageFile {
  const identity = Buffer.from(text);
  return described(name, { identity, br: brotliCompressSync(identity), gzip: gzipSync(identity) });
}

function described(name: string, body: CodedBody): PageFile {
  const hash = createHash('sha256').update(body.identity).digest('base64url').slice(0, 22);
  return { type: TYPES[extname(name)] ?? 'application/octet-stream', etag: `"${hash}"`, body };
}
