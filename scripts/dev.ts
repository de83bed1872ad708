import cluster from 'node:cluster';
import { buildPage } from './build-page.ts';

// Node restarts this file after every change of a source file. Each start builds the web page, but only in the primary
// process. If the build fails, esbuild prints the reason, and the service serves the old page.
if (cluster.isPrimary) await buildPage().catch(() => {});
await import('../src/main.ts');
