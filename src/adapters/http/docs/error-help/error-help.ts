import type { ErrorCode } from '../../problem/problem.ts';
import { ACCESS_HELP } from './access-help.ts';
import type { Help } from './help.ts';
import { REQUEST_HELP } from './request-help.ts';
import { SERVICE_HELP } from './service-help.ts';
import { TASK_HELP } from './task-help.ts';

/** The help on `/docs` for every error code. The compiler rejects an error code without help. */
export const ERROR_HELP = {
  ...REQUEST_HELP,
  ...ACCESS_HELP,
  ...TASK_HELP,
  ...SERVICE_HELP,
} as const satisfies Record<ErrorCode, Help>;

type GroupCodes = readonly (keyof typeof ERROR_HELP)[];

/** The error codes in the groups in which `/docs` shows them. */
export const ERROR_GROUPS: readonly { readonly title: string; readonly codes: GroupCodes }[] = [
  { title: 'The form of the request', codes: Object.keys(REQUEST_HELP) as unknown as GroupCodes },
  { title: 'The caller', codes: Object.keys(ACCESS_HELP) as unknown as GroupCodes },
  { title: 'Tasks and changes', codes: Object.keys(TASK_HELP) as unknown as GroupCodes },
  { title: 'The service', codes: Object.keys(SERVICE_HELP) as unknown as GroupCodes },
];
