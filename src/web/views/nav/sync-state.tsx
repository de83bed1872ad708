import { clockWords } from '../../texts/day-words.ts';
import type { Texts } from '../../texts/en.ts';
import { texts } from '../../texts/texts.ts';
import { type Ui, useUi } from '../model/ui.ts';

/** The state of the connection to the service in words, with the number of tasks whose changes are unsent. */
export function SyncState() {
  const ui = useUi();
  const { state } = ui.workspace.connection.value;
  const { sync } = texts.value;
  return (
    <div class={`sync sync--${state}`} role="status">
      <span class="sync-dot" aria-hidden="true" />
      <span class="sync-words">{syncWords(ui, sync)}</span>
      {state === 'signed-out' && (
        <button type="button" class="link" onClick={() => ui.session.signInAgain()}>
          {sync.signIn}
        </button>
      )}
    </div>
  );
}

function syncWords({ workspace, reader }: Ui, sync: Texts['sync']): string {
  const { state, until } = workspace.connection.value;
  const { size } = workspace.pending.value;
  const unsent = size > 0 ? ` · ${sync.unsent(size)}` : '';
  switch (state) {
    case 'starting':
      return sync.starting;
    case 'live':
      return size > 0 ? sync.sending(size) : sync.live;
    case 'offline':
      return sync.offline + unsent;
    case 'waiting':
      return until === undefined ? sync.offline + unsent : sync.waiting(clockWords(until, reader.value)) + unsent;
    case 'signed-out':
      return sync.signedOut + unsent;
    case 'storage-failed':
      return sync.storageFailed;
  }
}
