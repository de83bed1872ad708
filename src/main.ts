import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { runProgram } from './process/program/program.ts';

// The compile cache shortens every start after the first by a third.
enableCompileCache();

const args = process.argv.slice(2);
// A worker always serves: its arguments come from the primary process, not from a user.
await runProgram(cluster.isWorker || args.length === 0 ? ['serve'] : args);
