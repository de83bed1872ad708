import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { curlOf, jsonText } from '../../../../src/adapters/http/docs/examples/curl.ts';
import { operationExamples } from '../../../../src/adapters/http/docs/examples/stories.ts';
import { guidesFor } from '../../../../src/adapters/http/docs/guides/guides.ts';
import type { OpenApi, Operation } from '../../../../src/adapters/http/docs/model.ts';
import { docsAssets } from '../../../../src/adapters/http/docs/page/assets.ts';
import { type PageSettings, renderPage } from '../../../../src/adapters/http/docs/page/page.ts';
import { escaped } from '../../../../src/adapters/http/docs/page/page-text.ts';
import { PROBLEMS } from '../../../../src/adapters/http/problem/problem.ts';
import { ask } from '../../../../tools/support/client.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';
import { memory } from '../../../support/service/stores.ts';

const OPEN: PageSettings = { basePath: '', url: 'http://127.0.0.1:8000', isOpen: true, assets: undefined };
const ASSETS = { script: 'docs-1.js', style: 'docs-2.css' };

describe('/docs', () => {
  let base: string;
  let api: OpenApi;
  let operations: Operation[];
  let page: string;

  before(async () => {
    base = (await memory.service()).url;
    api = (await ask('GET', `${base}/openapi.json`)).json;
    operations = Object.values(api.paths).flatMap((path) => Object.values(path));
    page = renderPage(api, OPEN);
  });

  it('is the same page as /redoc, with a Content-Security-Policy that allows only this service', async () => {
    const [docs, redoc] = await Promise.all(['/docs', '/redoc'].map((path) => ask('GET', base + path)));
    expect(docs?.headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(redoc?.text).to.equal(docs?.text);
    const policy = String(docs?.headers['content-security-policy']).split('; ');
    expect(policy).to.include.members(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]);
    expect(policy).to.include.members(["require-trusted-types-for 'script'", "frame-ancestors 'none'"]);
    expect(policy.join()).not.to.match(/unsafe|http|\*/);
  });

  it('has a section for every API operation, guide, type and error code, each with a unique id', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).to.include.members(operations.map(({ operationId }) => operationId));
    expect(ids).to.include.members(Object.keys(PROBLEMS));
    expect(ids).to.include.members(guidesFor(true).map(({ id }) => id));
    expect(ids).to.include.members(Object.keys(api.components.schemas).map((name) => `type-${name}`));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('has no link to a section that does not exist', () => {
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id as string);
    expect(links.length).to.be.at.least(100);
    for (const id of new Set(links)) expect(page, id).to.include(` id="${id}"`);
  });

  it('shows an example of every API operation: a curl command and its answer', () => {
    const examples = operationExamples(true);
    expect(Object.keys(examples)).to.have.members(operations.map(({ operationId }) => operationId));
    for (const [operationId, shown] of Object.entries(examples)) {
      expect(shown, operationId).not.to.have.length(0);
      const part = partOf(operationId);
      for (const { sent, got } of shown) {
        const command = escaped(curlOf(sent, { url: OPEN.url, asksToken: false }));
        expect(textOf(part), operationId).to.include(command);
        const { body = '' } = got;
        expect(part, operationId).to.include(escaped(typeof body === 'string' ? body : jsonText(body)));
      }
    }
  });

  it('shows examples with a token if the service requires one, but not for public paths', () => {
    const text = textOf(renderPage(api, { ...OPEN, isOpen: false }));
    const header = '-H &#34;Authorization: Bearer $TOKEN&#34;';
    expect(text).to.include(`curl ${OPEN.url}/api/me/tasks \\\n  ${header}`);
    expect(text).to.include(`curl ${OPEN.url}/health</code>`);
    expect(page).not.to.include('$TOKEN');
    expect(page).not.to.include('name="token"');
  });

  it('shows the values of enums, the bounds of numbers and lists, and the fields of nested types', () => {
    const batch = textOf(partOf('changeTasks'));
    for (const op of ['create', 'edit', 'complete']) expect(batch).to.include(`<code>op</code> <code>${op}</code>`);
    expect(batch).to.include('1 to 100 elements');
    const change = textOf(partOf('type-Change'));
    for (const kind of ['open', 'session', 'token', 'jwt']) expect(change).to.include(`<code>${kind}</code>`);
    const list = textOf(partOf('listTasks'));
    expect(list).to.include('1 to 100 · default <code>50</code>');
    for (const priority of ['none', 'low', 'medium', 'high', 'urgent'])
      expect(list).to.include(`<code>${priority}</code>`);
  });

  it('explains for every error code when it occurs and what to do', () => {
    for (const code of Object.keys(PROBLEMS)) {
      const part = partOf(code);
      for (const term of ['When', 'What to do']) {
        const [, text = ''] = new RegExp(`<dt>${term}</dt><dd>(.*?)</dd>`, 's').exec(part) ?? [];
        expect(text.length, `${code}: ${term}`).to.be.at.least(12);
      }
    }
  });

  it('allows line breaks between the words of an error code, for narrow screens', () => {
    expect(page).to.include('<code>idempotency_<wbr>key_<wbr>in_<wbr>use</code>');
  });

  it('links each API operation to the help for its error codes', () => {
    expect(partOf('undoChange')).to.include('href="#change_in_the_way"');
    expect(partOf('createTask')).not.to.include('href="#change_in_the_way"');
  });

  it('has links that all begin with the base path, and no inline script or style, if the assets are built', () => {
    const built = renderPage(api, { ...OPEN, basePath: '/apps/tasks', assets: ASSETS });
    expect(built).to.include('<script type="module" src="/apps/tasks/app/assets/docs-1.js"></script>');
    expect(built).to.include('<link rel="stylesheet" href="/apps/tasks/app/assets/docs-2.css">');
    expect(built).not.to.match(/<style|style=|<script(?! type="module" src=)|\son\w+=/);
    const paths = [...built.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => path as string);
    expect(paths.length).to.be.at.least(5);
    for (const path of paths) expect(path).to.match(/^\/apps\/tasks\//);
    expect(built).to.include('<meta name="base-path" content="/apps/tasks">');
  });

  it('finds the built script and stylesheet by their hashed names, and uses an inline style if they are not built', () => {
    const folder = join(temporaryFolder(), 'assets');
    expect(docsAssets(folder)).to.equal(undefined);
    mkdirSync(folder, { recursive: true });
    for (const name of ['main-0a.js', 'docs-0a.js.gz', 'docs-1b.js', 'docs-1b.js.br', 'docs-2c.css'])
      writeFileSync(join(folder, name), '');
    expect(docsAssets(folder)).to.deep.equal({ script: 'docs-1b.js', style: 'docs-2c.css' });
    expect(page).to.include('<style>').and.not.to.include('<script');
  });

  /** Returns the HTML of the section with this id. */
  function partOf(id: string): string {
    const [, rest = ''] = page.split(`<article id="${id}">`);
    return rest.split('</article>')[0] as string;
  }
});

/** Returns HTML without `<wbr>`, and without the `<span>` around the service's URL. */
function textOf(html: string): string {
  return html.replace(/<wbr>|<span class="origin">([^<]*)<\/span>/g, '$1');
}
