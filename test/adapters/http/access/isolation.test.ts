import { expect } from 'chai';
import { parseConfig } from '../../../../config/env.ts';
import { docsRoutes } from '../../../../src/adapters/http/docs/docs-routes.ts';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { Edge } from '../../../../src/adapters/http/edge/edge.ts';
import type { Route } from '../../../../src/adapters/http/routing/route.ts';
import { compose, Routes } from '../../../../src/container.ts';
import type { Access } from '../../../../src/domain/access/authorize.ts';
import { allows, type Scope } from '../../../../src/domain/access/scope.ts';
import { ask } from '../../../../tools/support/client.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { ALICE, BOB, fakeGate } from './fake-gate.ts';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const SAME_SITE = { 'Sec-Fetch-Site': 'same-origin' };
const CROSS_SITE = { 'Sec-Fetch-Site': 'cross-site' };

/** The access that every route requires, by operation id. The test fails if a route is missing here. */
const ROUTES: Readonly<Record<string, Access>> = {
  createTask: 'tasks:write',
  listTasks: 'tasks:read',
  changeTasks: 'tasks:write',
  editMatchingTasks: 'tasks:write',
  deleteMatchingTasks: 'tasks:write',
  listTags: 'tasks:read',
  listLists: 'tasks:read',
  getTask: 'tasks:read',
  editTask: 'tasks:write',
  patchTask: 'tasks:write',
  deleteTask: 'tasks:write',
  toggleCompletion: 'tasks:write',
  readChanges: 'tasks:read',
  readHistory: 'tasks:read',
  undoChange: 'tasks:write',
  getMe: 'user',
  createToken: 'tokens',
  listTokens: 'tokens',
  revokeToken: 'tokens',
  readAudit: 'tokens',
  getHealth: 'public',
  getLiveness: 'public',
  getReadiness: 'public',
  getMetrics: 'public',
  getRoot: 'public',
  getFavicon: 'public',
  getPage: 'public',
  getPageWithoutSlash: 'public',
  getPageView: 'public',
  getPageFile: 'public',
  getServiceWorker: 'public',
  getWebManifest: 'public',
  getOpenApi: 'public',
  getDocs: 'public',
  getRedoc: 'public',
};

const REALM = 'Bearer realm="taskport"';

/** The expected answer: `in` if the request is allowed, else the error with its `WWW-Authenticate`, if any. */
type Cell = 'in' | readonly [status: number, code: string, challenge?: string];

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const invalid = (reason: string): Cell => [
  401,
  'invalid_token',
  `${REALM}, error="invalid_token", error_description="${reason}"`,
];

/** Credentials by description: the headers of the request, and the expected answer of each route that is not public. */
const CREDENTIALS: Readonly<Record<string, { headers: Record<string, string>; cell: (route: Route) => Cell }>> = {
  'no credential': { headers: {}, cell: () => [401, 'unauthenticated', REALM] },
  'a credential of another scheme': {
    headers: { Authorization: 'Basic YTpi' },
    cell: () => [401, 'unauthenticated', REALM],
  },
  'a bad credential': { headers: bearer('tp_bad'), cell: () => invalid('unknown') },
  'a malformed credential': {
    headers: bearer('tp_a b'),
    cell: () => invalid('The bearer token is malformed'),
  },
  'an expired credential': { headers: bearer('tp_expired'), cell: () => invalid('expired') },
  'a revoked credential': { headers: bearer('tp_revoked'), cell: () => invalid('revoked') },
  'a bad session': { headers: { Cookie: 'session=bad', ...SAME_SITE }, cell: () => invalid('unknown') },
  "another user's credential": {
    headers: bearer('tp_bob'),
    cell: ({ path }) => (path.includes('{user_id}') ? [403, 'wrong_user'] : 'in'),
  },
  'a credential that may only read': { headers: bearer('tp_reader'), cell: withScopes(['tasks:read']) },
  'a credential that may only write': { headers: bearer('tp_writer'), cell: withScopes(['tasks:write']) },
  'a session that a page elsewhere uses': {
    headers: { Cookie: 'session=alice', ...CROSS_SITE },
    cell: ({ method }) => (method === 'GET' ? 'in' : [403, 'cross_origin']),
  },
  'a session without the headers of a browser': {
    headers: { Cookie: 'session=alice' },
    cell: ({ method }) => (method === 'GET' ? 'in' : [403, 'cross_origin']),
  },
  'a session of a page of the service': { headers: { Cookie: 'session=alice', ...SAME_SITE }, cell: () => 'in' },
  'a credential for everything': { headers: bearer('tp_alice'), cell: () => 'in' },
};

function withScopes(scopes: readonly Scope[]) {
  return ({ access }: Route): Cell => {
    if (access === 'user' || access === 'public' || allows(scopes, access)) return 'in';
    return [403, 'insufficient_scope', `${REALM}, error="insufficient_scope", scope="${access}"`];
  };
}

describe('the access check of all routes', () => {
  const reached: string[] = [];
  let routes: readonly Route[];
  let served: RouteServer;

  before(async () => {
    const container = await compose(parseConfig({ DATABASE_URL: 'memory:' }), silentLog);
    const own = container.getAll(Routes);
    routes = [...own, ...docsRoutes(own)];
    const watched = own.map((route): Route => {
      const handle = () => {
        reached.push(route.operationId);
        return { status: 200, body: {} };
      };
      // Without schemas for body, headers and query, only the access check can keep a request from its handler.
      const { body: _, headers: __, query: ___, ...plain } = route;
      return { ...plain, handle };
    });
    const { gate } = fakeGate();
    const edge = new Edge(gate, { publicUrl: undefined, corsOrigins: [] }, () => {});
    served = await serveRoutes(watched, silentLog, undefined, edge);
  });

  after(() => served.close());

  beforeEach(() => {
    reached.length = 0;
  });

  it('requires for every route the scope or kind of access that the table in this test lists', () => {
    const declared = Object.fromEntries(routes.map(({ operationId, access }) => [operationId, access]));
    expect(declared).to.deep.equal(ROUTES);
  });

  it('is described in OpenAPI: paths below /api require a credential, except in open mode, which needs none', () => {
    for (const isOpen of [true, false]) {
      const [description] = docsRoutes(routes.slice(0, -3), { basePath: '', isOpen }) as [Route];
      const { body } = description.handle({} as Parameters<Route['handle']>[0]) as { body: string };
      for (const [path, operations] of Object.entries((JSON.parse(body) as OpenApi).paths)) {
        for (const { security = [], operationId, responses } of Object.values(operations)) {
          if (path === '/metrics') continue;
          const kinds = path.startsWith('/api/') ? [...(isOpen ? [[]] : []), ['bearer'], ['cookie']] : [];
          expect(security.map(Object.keys), operationId).to.deep.equal(kinds);
          if (path.startsWith('/api/')) expect(responses, operationId).to.include.keys('401', '403', '429');
        }
      }
    }
  });

  it('requires a credential for every path below /api, and for no other path', () => {
    for (const { path, access } of routes) expect(access !== 'public', path).to.equal(path.startsWith('/api/'));
  });

  /** Returns the URL of a route, with this user (by default Alice) in the path. */
  const urlOf = ({ path }: Route, user: string = ALICE) => {
    const values: Record<string, string> = { user_id: user, seq: '1', task_id: ID, token_id: ID };
    return served.url + path.replace(/\{(\w+)\}/g, (_, name) => values[name] as string);
  };

  async function expectCell(route: Route, url: string, headers: Record<string, string>, cell: Cell): Promise<void> {
    reached.length = 0;
    const { method, operationId } = route;
    const answer = await ask(method, url, { headers });
    const isDocs = !Object.hasOwn(route, 'access') || ['getOpenApi', 'getDocs', 'getRedoc'].includes(operationId);
    if (cell === 'in') {
      expect(answer.status, `${operationId}: ${answer.text}`).to.equal(200);
      if (!isDocs) expect(reached).to.deep.equal([operationId]);
      return;
    }
    const [status, code, challenge] = cell;
    expect([answer.status, answer.json.code], operationId).to.deep.equal([status, code]);
    expect(answer.headers['www-authenticate'], operationId).to.equal(challenge);
    expect(reached, operationId).to.deep.equal([]);
  }

  for (const [name, { headers, cell }] of Object.entries(CREDENTIALS)) {
    it(`answers a request with ${name} on every route as the table in this test expects`, async () => {
      for (const route of routes) {
        await expectCell(route, urlOf(route), headers, route.access === 'public' ? 'in' : cell(route));
      }
    });
  }

  it('accepts "me" in every path as the user of the credential', async () => {
    for (const route of routes.filter(({ path }) => path.includes('{user_id}'))) {
      await expectCell(route, urlOf(route, 'me'), bearer('tp_alice'), 'in');
      await expectCell(route, urlOf(route, 'me'), {}, [401, 'unauthenticated', REALM]);
    }
  });

  it('accepts the user id in a path in upper case', async () => {
    for (const route of routes.filter(({ path }) => path.includes('{user_id}')))
      await expectCell(route, urlOf(route, ALICE.toUpperCase()), bearer('tp_alice'), 'in');
  });

  for (const user of ['x', 'Me', 'me%20', '00000000', `${BOB}x`, '%00', BOB]) {
    it(`answers 403 to a path with ${user}, a valid id or not, instead of the user id of the credential`, async () => {
      for (const route of routes.filter(({ path }) => path.includes('{user_id}')))
        await expectCell(route, urlOf(route, user), bearer('tp_alice'), [403, 'wrong_user']);
    });
  }

  it('requires a credential even for paths below /api that do not exist, but not for OPTIONS requests', async () => {
    for (const [path, status] of [
      ['/api/nothing', 403],
      [`/api/${ALICE}/nothing`, 404],
    ] as const) {
      expect((await ask('GET', served.url + path)).status).to.equal(401);
      expect((await ask('GET', served.url + path, { headers: bearer('tp_alice') })).status).to.equal(status);
    }
    expect((await ask('DELETE', `${served.url}/api/me`)).status).to.equal(401);
    expect((await ask('DELETE', `${served.url}/api/me`, { headers: bearer('tp_alice') })).status).to.equal(405);
    expect((await ask('OPTIONS', `${served.url}/api/${ALICE}/tasks`)).status).to.equal(204);
    expect((await ask('GET', `${served.url}/nothing`)).status).to.equal(404);
  });
});
