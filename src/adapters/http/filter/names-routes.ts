import * as v from 'valibot';
import type { CountNames } from '../../../application/filter/count-names.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { UserIdField } from '../tasks/fields.ts';

const count = (description: string) => v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 0, description }));

const NamesReply = v.array(
  v.object({
    name: v.pipe(
      v.string(),
      v.metadata({ description: 'As the oldest task that has it spells it.', examples: ['home'] }),
    ),
    open: count('The number of its open tasks.'),
    total: count('The number of all its tasks.'),
  }),
);

export function tagsRoute(countNames: CountNames): Route {
  return namesRoute(countNames, 'tag', 'tags', 'List all tags');
}

export function listsRoute(countNames: CountNames): Route {
  return namesRoute(countNames, 'list', 'lists', 'List all lists');
}

function namesRoute(countNames: CountNames, field: 'tag' | 'list', name: 'tags' | 'lists', summary: string): Route {
  return route({
    method: 'GET',
    access: 'tasks:read',
    path: `/api/{user_id}/${name}`,
    operationId: name === 'tags' ? 'listTags' : 'listLists',
    summary,
    description: `The ${name} that tasks have, in alphabetical order, each with the number of its tasks.`,
    tag: 'tasks',
    params: v.object({ user_id: UserIdField }),
    replies: { 200: { description: `The ${name}.`, schema: NamesReply } },
    errors: STORE_ERRORS,
    async handle({ params: { user_id: owner } }) {
      return { status: 200, body: await countNames.execute(owner, field) };
    },
  });
}
