import type { Brand } from '../brand.ts';

/** The version of a task: 1 when it is created, one more with every change, deletion and restoration included. */
export type Version = Brand<number, 'Version'>;

export const FIRST_VERSION = 1 as Version;

export function next(version: Version): Version {
  return (version + 1) as Version;
}
