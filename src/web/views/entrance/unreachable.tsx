import type { Session } from '../../state/session.ts';
import { texts } from '../../texts/texts.ts';
import { EntrancePage } from './entrance-page.tsx';

/** A page that is shown if the service cannot be reached, and this browser stores no replica of the user's tasks. */
export function Unreachable({ session }: { readonly session: Session }) {
  const { entrance } = texts.value;
  return (
    <EntrancePage title={entrance.unreachable}>
      <p class="entrance-hint">{entrance.unreachableHint}</p>
      <button type="button" class="button button--accent button--wide" onClick={() => session.retry()}>
        {entrance.retry}
      </button>
    </EntrancePage>
  );
}
