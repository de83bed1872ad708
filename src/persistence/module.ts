import { type Bind, ContainerModule, type MapToResolvedValueInjectOptions, type ServiceIdentifier } from 'inversify';
import type { Logger } from 'pino';

export const Log: ServiceIdentifier<Logger> = Symbol.for('Log');

/** A job that deletes expired rows of the store. Each process runs all purges about once an hour. */
export interface Purge {
  /** Deletes expired rows once. Stops early if `signal` is aborted. */
  execute(signal: AbortSignal): Promise<void>;
}

export const Purges: ServiceIdentifier<Purge> = Symbol.for('Purges');

/** Binds a class to a service. `dependencies` are the services for its constructor; a wrong order does not compile. */
type Provide = <T, A extends unknown[]>(
  service: ServiceIdentifier<T>,
  implementation: new (...dependencies: A) => T,
  dependencies: MapToResolvedValueInjectOptions<A>,
) => void;

/** A function that binds a group of services to the container. */
export type Module = (provide: Provide, bind: Bind) => void;

export function module(load: Module): ContainerModule {
  return new ContainerModule(({ bind }) => {
    load((service, implementation, dependencies) => {
      bind(service).toResolvedValue((...resolved) => new implementation(...resolved), dependencies);
    }, bind);
  });
}
