import { operationExamples } from '../examples/stories.ts';
import { guidesFor } from '../guides/guides.ts';
import type { OpenApi } from '../model.ts';
import { type DocsAssets, PLAIN_STYLE } from './assets.ts';
import { errorSections } from './error-section.ts';
import { guideSection } from './guide-section.ts';
import { type Described, operationSection } from './operation-section.ts';
import { escaped, prose } from './page-text.ts';
import { referenceSections } from './reference-sections.ts';

/** The settings of the service that the page `/docs` depends on. */
export interface PageSettings {
  /** The path prefix of the service; empty for the root. */
  readonly basePath: string;
  /** The URL of the service in curl commands, without a slash at the end. */
  readonly url: string;
  /** True in open mode, which needs no credentials. */
  readonly isOpen: boolean;
  /** The script and the stylesheet; undefined if they are not built. */
  readonly assets: DocsAssets | undefined;
}

/** Renders an OpenAPI description as one HTML page. The page is readable without JavaScript. */
export function renderPage(api: OpenApi, { basePath, url, isOpen, assets }: PageSettings): string {
  const { title, version, description } = api.info;
  const base = escaped(basePath);
  const settings = { url, asksToken: !isOpen };
  const examples = operationExamples(isOpen, basePath);
  const guides = guidesFor(isOpen);
  const tags = api.tags.map((tag) => ({ ...tag, operations: operationsOf(api, tag.name) }));
  const sections = tags.map(({ name, description, operations }) => {
    const all = operations.map((one) =>
      operationSection(api, one, examples[one.operation.operationId] ?? [], settings),
    );
    return `<h2 id="group-${name}">${heading(name)}</h2>\n<p>${prose(description)}</p>\n<div class="list">${all.join('\n')}</div>`;
  });
  const contents = [
    group(
      'guides',
      'Guides',
      guides.map(({ id, title }) => link(id, title)),
    ),
    ...tags.map(({ name, operations }) =>
      group(
        `group-${name}`,
        heading(name),
        operations.map(({ operation }) => link(operation.operationId, operation.summary)),
      ),
    ),
    group('reference', 'Reference', [
      link('any', 'Any request'),
      link('headers', 'Headers of answers'),
      link('types', 'Types'),
    ]),
    group('errors', 'Errors', []),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="base-path" content="${base}">
<title>${escaped(title)} ${escaped(version)}: the API</title>
<link rel="icon" type="image/svg+xml" href="${base}/favicon.ico">
${head(assets, base)}
</head>
<body>
<header>
<h1>${escaped(title)} <small>API ${escaped(version)}</small></h1>
<p>${prose(description.split('\n\n')[0] ?? '')}</p>
<p class="files"><a href="${base}/app/">The page</a> <a href="${base}/openapi.json">OpenAPI</a></p>
</header>
<div class="side">
<search hidden></search>
<nav aria-label="Contents"><ul>${contents.join('\n')}</ul></nav>
</div>
<main>
<h2 id="guides">Guides</h2>
<div class="list">${guides.map((guide) => guideSection(guide, settings)).join('\n')}</div>
${sections.join('\n')}
<h2 id="reference">Reference</h2>
${referenceSections(api)}
<h2 id="errors">Errors</h2>
<p>An error is JSON with <code>detail</code> for people, <code>code</code> for programs and <code>request_id</code> for
the log. With <code>Accept: application/problem+json</code> it has the form of RFC 9457.</p>
${errorSections()}
</main>
</body>
</html>
`;
}

function head(assets: DocsAssets | undefined, base: string): string {
  if (assets === undefined) return `<style>${PLAIN_STYLE}</style>`;
  return `<link rel="stylesheet" href="${base}/app/assets/${assets.style}">
<script type="module" src="${base}/app/assets/${assets.script}"></script>`;
}

function operationsOf(api: OpenApi, tag: string): Described[] {
  return Object.entries(api.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ operation }) => operation.tags.includes(tag));
}

function heading(name: string): string {
  return escaped(name.charAt(0).toUpperCase() + name.slice(1));
}

function group(id: string, title: string, links: readonly string[]): string {
  return `<li><a href="#${id}">${title}</a>${links.length === 0 ? '' : `<ul>${links.join('')}</ul>`}</li>`;
}

function link(id: string, title: string): string {
  return `<li><a href="#${id}">${escaped(title)}</a></li>`;
}
