import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder into which `scripts/build-page.ts` builds the script and the stylesheet of `/docs`. */
const BUILT = fileURLToPath(new URL('../../../../../dist/web/assets/', import.meta.url));

/** The file names of the script and the stylesheet of `/docs`, which contain a hash. */
export interface DocsAssets {
  readonly script: string;
  readonly style: string;
}

/** Returns the file names of script and stylesheet; undefined if they are not built. */
export function docsAssets(folder = BUILT): DocsAssets | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const [script] = names.filter((name) => /^docs-\w+\.js$/.test(name));
  const [style] = names.filter((name) => /^docs-\w+\.css$/.test(name));
  return script === undefined || style === undefined ? undefined : { script, style };
}

/** The minimal inline stylesheet of `/docs`, used if the full stylesheet is not built. */
export const PLAIN_STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:48rem;padding:1rem}' +
  'summary{padding:.4rem 0}summary h3,summary h4{display:inline;font-size:1rem}pre{white-space:pre-wrap}' +
  'code{overflow-wrap:anywhere}dd{margin-left:1rem}';

const PLAIN_STYLE_HASH = createHash('sha256').update(PLAIN_STYLE).digest('base64');

/** The Content-Security-Policy of `/docs`: only files of this service and requests to this service are allowed. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' 'sha256-${PLAIN_STYLE_HASH}'`,
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types',
].join('; ');
