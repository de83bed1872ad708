import type { Route } from '../routing/route.ts';
import type { Json, Operation } from './model.ts';

/** The OpenAPI descriptions of all kinds of credentials. The configuration decides which kinds a service accepts. */
export const SECURITY_SCHEMES: Readonly<Record<string, Json>> = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API token (`tp_…`), or a JWT of the issuer.' },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'taskport_session',
    description: 'The session of a page. An unsafe request must come from a page of the service.',
  },
  metrics: { type: 'http', scheme: 'bearer', description: 'The `METRICS_TOKEN` of the service, if it has one.' },
};

/** Returns the OpenAPI `security` of a route: the credentials that it accepts, which are optional in open mode. */
export function security({ access, path }: Route, isOpen: boolean): Pick<Operation, 'security'> {
  if (path === '/metrics') return { security: [{}, { metrics: [] }] };
  if (access === 'public') return {};
  const scopes = access === 'user' ? [] : [access];
  return { security: [...(isOpen ? [{}] : []), { bearer: scopes }, { cookie: [] }] };
}
