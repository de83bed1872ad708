import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { buildPage } from '../../../../scripts/build-page.ts';
import { readBuiltPage } from '../../../../src/adapters/http/page/built-page.ts';
import { pageRoutes } from '../../../../src/adapters/http/page/page-routes.ts';
import { ask } from '../../../../tools/support/client.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';

const VIEWS = ['/app/', '/app/today', '/app/lists/Home%2FGarden', '/app/a/b/c'];

describe('the routes of the page at /app/', () => {
  const folder = join(temporaryFolder(), 'web');
  let served: RouteServer;
  let url: string;
  /** The paths of the files that the HTML loads. */
  let files: string[];

  before(async () => {
    await buildPage(folder);
    served = await serveRoutes(pageRoutes(readBuiltPage('', folder)), silentLog);
    url = served.url;
    const { text } = await ask('GET', `${url}/app/`);
    files = [...text.matchAll(/="(\/app\/[^"]+)"/g)].map(([, path]) => path as string);
  });

  after(() => served.close());

  it('return the same HTML for the path of every view', async () => {
    const [first, ...others] = await Promise.all(VIEWS.map((path) => ask('GET', url + path)));
    expect(first?.status).to.equal(200);
    expect(first?.text).to.match(/^<!doctype html>/i);
    for (const { status, text } of others) expect([status, text]).to.deep.equal([200, first?.text]);
  });

  it('redirect /app to /app/, because the service worker controls only paths below /app/', async () => {
    const { status, headers, text } = await ask('GET', `${url}/app`);
    expect([status, headers.location, text]).to.deep.equal([302, '/app/', '']);
  });

  it('return every file that the HTML loads, with the right Content-Type', async () => {
    const answers = await Promise.all(files.map((path) => ask('GET', url + path)));
    expect(answers.map(({ status }) => status)).to.deep.equal(files.map(() => 200));
    const types = new Set(answers.map(({ headers }) => headers['content-type']));
    expect([...types].sort()).to.deep.equal([
      'application/manifest+json',
      'image/png',
      'image/svg+xml',
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
  });

  it('let caches keep files with a hash in their names, and make them revalidate all other files', async () => {
    for (const path of files.filter((path) => path.startsWith('/app/assets/'))) {
      const { headers } = await ask('GET', url + path);
      expect(headers['cache-control'], path).to.equal('public, max-age=31536000, immutable');
    }
    for (const path of [...VIEWS, '/app/sw.js', '/app/manifest.webmanifest']) {
      const { headers } = await ask('GET', url + path);
      expect(headers['cache-control'], path).to.equal('no-cache');
      const again = await ask('GET', url + path, { headers: { 'If-None-Match': String(headers.etag) } });
      expect([again.status, again.text], path).to.deep.equal([304, '']);
    }
  });

  it('answer 404 for an unknown file, and for the path of a compressed copy of a file', async () => {
    const script = files.find((path) => path.endsWith('.js'));
    for (const path of ['/app/assets/main.js', `${script}.br`, '/app/assets/..%2Findex.html']) {
      const { status, json } = await ask('GET', url + path);
      expect([status, json.code], path).to.deep.equal([404, 'not_found']);
    }
  });

  it('send the smallest content coding that the client accepts, with "Vary: Accept-Encoding"', async () => {
    for (const path of ['/app/', '/app/sw.js', ...files]) {
      const plain = await raw(path, 'identity');
      expect([plain.coding, plain.vary]).to.deep.equal([undefined, 'Accept-Encoding']);
      for (const accepted of ['gzip, deflate, br, zstd', 'br;q=0.5, gzip', '*']) {
        const { coding, vary, bytes, etag } = await raw(path, accepted);
        expect([coding, vary], path).to.deep.equal(['br', 'Accept-Encoding']);
        expect(brotliDecompressSync(bytes).equals(plain.bytes), path).to.equal(true);
        if (etag !== undefined) expect(etag, path).not.to.equal(plain.etag);
      }
      const { coding, bytes } = await raw(path, 'gzip, br;q=0');
      expect(coding, path).to.equal('gzip');
      expect(gunzipSync(bytes).equals(plain.bytes), path).to.equal(true);
    }
  });

  it('answer 304 when If-None-Match has the ETag of a compressed answer', async () => {
    const { etag } = await raw('/app/', 'br');
    const headers = { 'Accept-Encoding': 'br', 'If-None-Match': String(etag) };
    expect((await ask('GET', `${url}/app/`, { headers })).status).to.equal(304);
  });

  it('answer HEAD with the headers of GET, without the body', async () => {
    for (const path of ['/app/', '/app/sw.js', ...files]) {
      const [whole, head] = [await ask('GET', url + path), await ask('HEAD', url + path)];
      expect([head.status, head.text], path).to.deep.equal([200, '']);
      for (const name of ['content-type', 'content-length', 'etag', 'cache-control', 'vary'])
        expect(head.headers[name], `${path} ${name}`).to.equal(whole.headers[name]);
    }
  });

  it('send a Content-Security-Policy that allows only scripts and styles of the service, and none inline', async () => {
    for (const path of VIEWS) {
      const { headers, text } = await ask('GET', url + path);
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).to.include.members(["default-src 'none'", "script-src 'self'", "style-src 'self'"]);
      expect(policy).to.include.members(["base-uri 'none'", "frame-ancestors 'none'"]);
      expect(policy).to.include("require-trusted-types-for 'script'");
      expect(policy.join()).not.to.match(/unsafe|http|\*/);
      expect(text).not.to.match(/<style|style=|<script(?! type="module" src=)|\son\w+=/);
    }
    const { headers } = await ask('GET', `${url}/app/sw.js`);
    expect(headers['content-security-policy']).to.match(/^default-src 'none'; connect-src 'self';/);
  });

  it('put the path of PUBLIC_URL into the HTML, escaped for attributes', async () => {
    const below = await serveRoutes(pageRoutes(readBuiltPage('/apps/a"$&b', folder)), silentLog);
    const { text } = await ask('GET', `${below.url}/app/`);
    below.close();
    expect(text).to.include('<meta name="base-path" content="/apps/a&quot;$&amp;b">');
    const paths = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);
    expect(paths).to.deep.equal(files.map((path) => `/apps/a&quot;$&amp;b${path}`));
  });

  it('answer 404 with the advice to run "make page" if the page is not built', async () => {
    const missing = readBuiltPage('', join(folder, 'missing'));
    const bare = await serveRoutes(pageRoutes(missing), silentLog);
    for (const path of ['/app/', '/app/today', '/app/sw.js', '/app/assets/main.js']) {
      const { status, json } = await ask('GET', bare.url + path);
      expect([status, json.code], path).to.deep.equal([404, 'not_found']);
      expect(json.detail).to.include('make page');
    }
    bare.close();
  });

  /** Returns the still compressed bytes of an answer, with its headers. */
  async function raw(path: string, accepted: string) {
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    get(url + path, { headers: { 'Accept-Encoding': accepted } }, resolve);
    const message = await promise;
    const { 'content-encoding': coding, vary, etag } = message.headers;
    return { coding, vary, etag, bytes: await buffer(message) };
  }
});
