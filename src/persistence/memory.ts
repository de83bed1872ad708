import type { ContainerModule } from 'inversify';
import { MemoryAuditLog } from '../adapters/memory/access/memory-audit-log.ts';
import { MemoryTokenRepository } from '../adapters/memory/access/memory-token-repository.ts';
import { MemoryStore } from '../adapters/memory/memory-store.ts';
import { MemoryTaskRepository } from '../adapters/memory/memory-task-repository.ts';
import { LocalChangeNotifier } from '../adapters/system/local-change-notifier.ts';
import { AuditLog } from '../ports/access/audit-log.ts';
import { TokenRepository } from '../ports/access/token-repository.ts';
import { ChangeNotifier } from '../ports/change-notifier.ts';
import { Clock } from '../ports/clock.ts';
import { IdGenerator } from '../ports/id-generator.ts';
import { StoreLifecycle } from '../ports/store-lifecycle.ts';
import { TaskRepository } from '../ports/task-repository.ts';
import { module } from './module.ts';

export function inMemory(): ContainerModule {
  return module((provide) => {
    provide(StoreLifecycle, MemoryStore, []);
    provide(ChangeNotifier, LocalChangeNotifier, []);
    provide(TaskRepository, MemoryTaskRepository, [ChangeNotifier, Clock]);
    provide(TokenRepository, MemoryTokenRepository, []);
    provide(AuditLog, MemoryAuditLog, [IdGenerator]);
  });
}
