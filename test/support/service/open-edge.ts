import { OpenGate } from '../../../src/adapters/http/access/gate.ts';
import { MetricsAccess } from '../../../src/adapters/http/access/metrics-access.ts';
import { Edge } from '../../../src/adapters/http/edge/edge.ts';
import { Hosts } from '../../../src/adapters/http/edge/hosts.ts';
import { OwnPages } from '../../../src/adapters/http/edge/own-pages.ts';
import { Proxies } from '../../../src/adapters/http/edge/proxies.ts';

/** Returns the access and network settings of a service without access control, proxies, CORS or TLS. */
export function openEdge(): Edge {
  const gate = new OpenGate(new Proxies([]), new Hosts([]), new OwnPages([]), new MetricsAccess(undefined, undefined));
  return new Edge(gate, { publicUrl: undefined, corsOrigins: [] }, () => {});
}
