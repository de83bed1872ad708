import { useSignal } from '@preact/signals';
import type { Task } from '../../../domain/tasks/task.ts';
import type { PastChange } from '../../state/workspace.ts';
import { momentWords } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';
import { changedWords } from './changed-words.ts';

/**
 * The times at which a task was created and last changed. A button shows the list of its changes, each of which can be
 * undone.
 */
export function History({ task }: { readonly task: Task }) {
  const { workspace, reader } = useUi();
  const { detail, kinds } = texts.value;
  const changes = useSignal<readonly PastChange[] | undefined>(undefined);
  const error = useSignal('');
  const load = async () => {
    try {
      changes.value = await workspace.history(task.id);
      error.value = '';
    } catch (reason) {
      error.value = reason instanceof Error ? reason.message : String(reason);
    }
  };
  return (
    <section class="history" aria-label={detail.history}>
      <p class="history-words">
        {detail.created(momentWords(task.createdAt, reader.value))}
        <br />
        {task.updatedAt > task.createdAt && detail.edited(momentWords(task.updatedAt, reader.value))}
      </p>
      <button type="button" class="link" onClick={load}>
        {detail.showHistory}
      </button>
      {error.value !== '' && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {changes.value && (
        <ol class="history-list">
          {changes.value.map((change, index, all) => (
            <li key={change.seq} class="history-item">
              <span class="history-kind">{kinds[change.kind]}</span>
              <time class="history-at" dateTime={change.at}>
                {momentWords(Date.parse(change.at), reader.value)}
              </time>
              <span class="history-changed">
                {changedWords(all[index + 1]?.task ?? null, change.task, texts.value, reader.value)}
              </span>
              {change.kind !== 'created' && (
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    workspace.undoChange(change.seq, task.id);
                    changes.value = undefined;
                  }}
                >
                  {detail.undoChange}
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
