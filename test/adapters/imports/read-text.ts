import type { FormatName } from '../../../src/adapters/imports/formats.ts';
import type { ImportedFile, ImportedTask } from '../../../src/adapters/imports/imported-file.ts';
import { readExport } from '../../../src/adapters/imports/read-export.ts';
import { NOW } from './fixtures.ts';

/** Imports a text as if it were the content of a file. */
export function readText(name: string, text: string, format?: FormatName): ImportedFile {
  return readExport(name, new TextEncoder().encode(text), format === undefined ? { now: NOW } : { now: NOW, format });
}

/** Imports a text that contains exactly one task, and returns this task. */
export function onlyTask(name: string, text: string): ImportedTask {
  const { tasks } = readText(name, text);
  const [task] = tasks;
  if (task === undefined || tasks.length !== 1) throw new Error(`${tasks.length} tasks`);
  return task;
}
