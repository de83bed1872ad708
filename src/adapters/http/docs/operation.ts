import { ACCEPTED } from '../input/json-body.ts';
import type { ReplyDescription, Route } from '../routing/route.ts';
import { errorResponses } from './errors.ts';
import { headers } from './headers.ts';
import { schemaOf } from './json-schema.ts';
import type { Content, Json, Operation, Response } from './model.ts';
import { parameters } from './parameters.ts';
import { security } from './security.ts';

/** Returns the OpenAPI description of a route. */
export function operation(route: Route, isOpen: boolean): Operation {
  const { operationId, summary, description, tag, replies } = route;
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...security(route, isOpen),
    parameters: parameters(route),
    ...requestBody(route),
    responses: {
      ...Object.fromEntries(Object.entries(replies).map(([status, reply]) => [status, response(reply)])),
      ...errorResponses(route),
    },
  };
}

function requestBody({ body, bodyType = 'application/json' }: Route): Pick<Operation, 'requestBody'> {
  if (body === undefined) return {};
  return {
    requestBody: {
      required: bodyType !== 'optional-json',
      content: content(ACCEPTED[bodyType], schemaOf(body)),
    },
  };
}

function response({
  description,
  schema,
  type = 'application/json',
  event,
  headers: own = [],
}: ReplyDescription): Response {
  return {
    description,
    headers: headers(own),
    ...(schema !== undefined && {
      content: { ...content([type], schemaOf(schema)), ...(event && content(['text/event-stream'], schemaOf(event))) },
    }),
  };
}

function content(types: readonly string[], schema: Json): Content {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}
