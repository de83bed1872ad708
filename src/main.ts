import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { runProgram } from './process/program/program.ts';

// With the compile cache, every start after the first takes two thirds of the time.
enableCompileCache();

const args = process.argv.slice(2);
// A worker serves. Its arguments are those of the primary process to it.
await runProgram(cluster.isWorker || args.length === 0 ? ['serve'] : args);
