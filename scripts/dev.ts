import cluster from 'node:cluster';
import { buildPage } from './build-page.ts';

// Node runs this file again after every change of a source, so the page is built for each start. Workers build nothing.
// After a failed build, which esbuild has explained, the old page is served.
if (cluster.isPrimary) await buildPage().catch(() => {});
await import('../src/main.ts');
