import { type Bind, ContainerModule, type MapToResolvedValueInjectOptions, type ServiceIdentifier } from 'inversify';
import type { Logger } from 'pino';

export const Log: ServiceIdentifier<Logger> = Symbol.for('Log');

/** Deletes what has expired. Each process runs all of these from time to time. */
export interface Purge {
  /** Stops early if `signal` is aborted. */
  execute(signal: AbortSignal): Promise<void>;
}

export const Purges: ServiceIdentifier<Purge> = Symbol.for('Purges');

/** Binds a class to a service, and names the services that its constructor takes. A wrong order does not compile. */
type Provide = <T, A extends unknown[]>(
  service: ServiceIdentifier<T>,
  implementation: new (...dependencies: A) => T,
  dependencies: MapToResolvedValueInjectOptions<A>,
) => void;

/** Binds some services. */
export type Module = (provide: Provide, bind: Bind) => void;

export function module(load: Module): ContainerModule {
  return new ContainerModule(({ bind }) => {
    load((service, implementation, dependencies) => {
      bind(service).toResolvedValue((...resolved) => new implementation(...resolved), dependencies);
    }, bind);
  });
}
