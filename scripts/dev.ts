import cluster from 'node:cluster';
import { buildPage } from './build-page.ts';

// Node runs this file again after every change of a source file, so each start builds the page, in the primary process
// only. If the build fails, esbuild prints the reason, and the old page is served.
if (cluster.isPrimary) await buildPage().catch(() => {});
await import('../src/main.ts');
