import type { Brand } from '../brand.ts';

/** Which state of a task it is: 1 when it is created, and one more with every change, deletion and restoration included. */
export type Version = Brand<number, 'Version'>;

export const FIRST_VERSION = 1 as Version;

export function next(version: Version): Version {
  return (version + 1) as Version;
}
