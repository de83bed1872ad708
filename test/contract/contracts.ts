import type { StoreUnderTest } from '../support/service/stores.ts';
import { actorContract } from './http/changes/actor.contract.ts';
import { asOfContract } from './http/changes/as-of.contract.ts';
import { changesFeedContract } from './http/changes/changes-feed.contract.ts';
import { eventStreamContract } from './http/changes/event-stream.contract.ts';
import { historyContract } from './http/changes/history.contract.ts';
import { longPollContract } from './http/changes/long-poll.contract.ts';
import { seqContract } from './http/changes/seq.contract.ts';
import { undoContract } from './http/changes/undo.contract.ts';
import { entityTagsContract } from './http/etag/entity-tags.contract.ts';
import { ifMatchContract } from './http/etag/if-match.contract.ts';
import { ifNoneMatchContract } from './http/etag/if-none-match.contract.ts';
import { listEtagContract } from './http/etag/list-etag.contract.ts';
import { readPreconditionsContract } from './http/etag/read-preconditions.contract.ts';
import { taskEtagContract } from './http/etag/task-etag.contract.ts';
import { filterLanguageContract } from './http/filter/language.contract.ts';
import { namesContract } from './http/filter/names.contract.ts';
import { filteredPagesContract } from './http/filter/pages.contract.ts';
import { pagingContract } from './http/filter/paging.contract.ts';
import { filterParametersContract } from './http/filter/parameters.contract.ts';
import { sortContract } from './http/filter/sort.contract.ts';
import { filterTimeContract } from './http/filter/time.contract.ts';
import { healthContract } from './http/health.contract.ts';
import { hostileRequestsContract } from './http/hostile-requests.contract.ts';
import { keyConcurrencyContract } from './http/idempotency-key/concurrency.contract.ts';
import { keyFailureContract } from './http/idempotency-key/failure.contract.ts';
import { fingerprintContract } from './http/idempotency-key/fingerprint.contract.ts';
import { replayContract } from './http/idempotency-key/replay.contract.ts';
import { keySyntaxContract } from './http/idempotency-key/syntax.contract.ts';
import { batchContract } from './http/operations/batch.contract.ts';
import { operationKeysHttpContract } from './http/operations/keys.contract.ts';
import { matchingContract } from './http/operations/matching.contract.ts';
import { operationPreconditionsContract } from './http/operations/preconditions.contract.ts';
import { refusedBatchContract } from './http/operations/refused-batch.contract.ts';
import { undoOperationHttpContract } from './http/operations/undo-operation.contract.ts';
import { acceptContract } from './http/protocol/accept.contract.ts';
import { connectionContract } from './http/protocol/connection.contract.ts';
import { contentEncodingContract } from './http/protocol/content-encoding.contract.ts';
import { jsonBodyContract } from './http/protocol/json-body.contract.ts';
import { contentFieldsHttpContract } from './http/tasks/content-fields.contract.ts';
import { createTaskContract } from './http/tasks/create-task.contract.ts';
import { dateFieldsContract } from './http/tasks/date-fields.contract.ts';
import { editTaskContract } from './http/tasks/edit-task.contract.ts';
import { listTasksContract } from './http/tasks/list-tasks.contract.ts';
import { mergePatchContract } from './http/tasks/merge-patch.contract.ts';
import { oneTaskContract } from './http/tasks/one-task.contract.ts';
import { putNewTaskContract } from './http/tasks/put-new-task.contract.ts';
import { setCompletedContract } from './http/tasks/set-completed.contract.ts';
import { taskFieldsContract } from './http/tasks/task-fields.contract.ts';
import { titleContract } from './http/tasks/title.contract.ts';
import { toggleTaskContract } from './http/tasks/toggle-task.contract.ts';
import { auditContract } from './store/access/audit.contract.ts';
import { tokensContract } from './store/access/tokens.contract.ts';
import { authorsContract } from './store/authors.contract.ts';
import { changeLogContract } from './store/change-log.contract.ts';
import { contentFieldsContract } from './store/content-fields.contract.ts';
import { findTaskContract } from './store/find-task.contract.ts';
import { idempotencyKeyContract } from './store/idempotency-key.contract.ts';
import { asOfStoreContract } from './store/lists/as-of.contract.ts';
import { deepPagesContract } from './store/lists/deep-pages.contract.ts';
import { findTasksContract } from './store/lists/find-tasks.contract.ts';
import { listStoreContract } from './store/lists/list-tasks.contract.ts';
import { operationHistoriesContract } from './store/operations/histories.contract.ts';
import { operationKeysContract } from './store/operations/keys.contract.ts';
import { operationsContract } from './store/operations/operations.contract.ts';
import { undoOperationContract } from './store/operations/undo.contract.ts';
import { retentionContract } from './store/retention.contract.ts';
import { taskCommandContract } from './store/task-command.contract.ts';
import { updateTaskContract } from './store/update-task.contract.ts';

type Contract = (store: StoreUnderTest) => void;

/** The contract tests that call a store directly, such as its repository, and not over HTTP. */
const STORE: readonly Contract[] = [
  findTaskContract,
  deepPagesContract,
  findTasksContract,
  listStoreContract,
  updateTaskContract,
  taskCommandContract,
  contentFieldsContract,
  changeLogContract,
  authorsContract,
  asOfStoreContract,
  idempotencyKeyContract,
  retentionContract,
  operationsContract,
  operationKeysContract,
  undoOperationContract,
  tokensContract,
  auditContract,
  operationHistoriesContract,
];

/** The HTTP contract tests that need only one instance of the service. */
const ONE_INSTANCE: readonly Contract[] = [
  createTaskContract,
  contentFieldsHttpContract,
  taskFieldsContract,
  dateFieldsContract,
  titleContract,
  listTasksContract,
  filterParametersContract,
  filterLanguageContract,
  sortContract,
  filterTimeContract,
  oneTaskContract,
  editTaskContract,
  toggleTaskContract,
  operationPreconditionsContract,
  refusedBatchContract,
  healthContract,
  jsonBodyContract,
  contentEncodingContract,
  connectionContract,
  acceptContract,
  readPreconditionsContract,
];

/** The HTTP contract tests that several instances on one database must also pass. */
const SHARED_DATABASE: readonly Contract[] = [
  replayContract,
  keySyntaxContract,
  fingerprintContract,
  keyFailureContract,
  keyConcurrencyContract,
  taskEtagContract,
  entityTagsContract,
  listEtagContract,
  ifMatchContract,
  ifNoneMatchContract,
  putNewTaskContract,
  mergePatchContract,
  setCompletedContract,
  seqContract,
  changesFeedContract,
  actorContract,
  asOfContract,
  historyContract,
  undoContract,
  filteredPagesContract,
  pagingContract,
  namesContract,
  batchContract,
  matchingContract,
  undoOperationHttpContract,
  operationKeysHttpContract,
];

/** The HTTP contract tests of clients that wait for changes. Several instances on one database must also pass them. */
const FOLLOWERS: readonly Contract[] = [longPollContract, eventStreamContract];

/** Runs all contract tests on a store. */
export function everyContract(store: StoreUnderTest): void {
  for (const contract of [...STORE, ...ONE_INSTANCE, ...SHARED_DATABASE, ...FOLLOWERS, hostileRequestsContract])
    contract(store);
}

/** Runs the contract tests whose result depends on how a store reads and writes. */
export function storeContract(store: StoreUnderTest): void {
  for (const contract of [...STORE, ...SHARED_DATABASE]) contract(store);
}

/** Runs the contract tests that several instances on one database must pass. */
export function sharedDatabaseContract(store: StoreUnderTest): void {
  for (const contract of [...SHARED_DATABASE, ...FOLLOWERS]) contract(store);
}
