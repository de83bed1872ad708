import type { Random } from '../../support/random.ts';
import type { User } from '../clients/user.ts';
import type { Matching, WriteRequest } from '../ledger.ts';
import { filterText, someConditions } from './conditions.ts';
import { someEdit, someLabels } from './random-content.ts';

/** The values of `max_affected`. The smallest values are often less than the number of matches. */
const LIMITS = [0, 3, 100, 10_000, 10_000];

/** Returns a request that edits every task that matches a random filter. */
export function editMatching(user: User, random: Random, key: string): WriteRequest {
  // Many tasks share the values of labels, so an edit of labels leaves some matches unchanged. This is tested, too.
  const edit = random.chance(0.5) ? someLabels(random) : someEdit(random, key);
  const body = JSON.stringify(edit);
  const headers = { 'Content-Type': 'application/merge-patch+json' };
  return { ...request(user, { ...matching(random), edit }), verb: 'editMatching', method: 'PATCH', headers, body };
}

/** Returns a request that deletes every task that matches a random filter. */
export function deleteMatching(user: User, random: Random): WriteRequest {
  return { ...request(user, matching(random)), verb: 'deleteMatching', method: 'DELETE', headers: {} };
}

function matching(random: Random): Matching {
  return { conditions: someConditions(random), max: random.pick(LIMITS), isDryRun: random.chance(0.1) };
}

function request(user: User, matching: Matching): Pick<WriteRequest, 'path' | 'steps' | 'matching'> {
  const { conditions, max, isDryRun } = matching;
  const query = new URLSearchParams({ filter: filterText(conditions), max_affected: String(max) });
  if (isDryRun) query.set('dry_run', 'true');
  return { path: `${user.tasks}?${query}`, steps: [], matching };
}
