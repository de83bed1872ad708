import { Gauge, type Registry } from 'prom-client';
import { MAX_TASKS, type TaskReplicas } from '../../../application/filter/task-replicas.ts';

/** Registers the metric of tasks in memory, in the replicas: their current number and their maximum number. */
export function watchReplicas(registry: Registry, replicas: TaskReplicas): void {
  new Gauge({
    name: 'taskport_filter_tasks',
    help: 'Tasks kept in memory for filters and for pages far down a list, and the most that are kept.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'kept' }, replicas.size);
      this.set({ state: 'max' }, MAX_TASKS);
    },
  });
}
