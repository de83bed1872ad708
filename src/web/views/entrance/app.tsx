import type { ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Entrance, Session } from '../../state/session.ts';
import type { Workspace } from '../../state/workspace.ts';
import { texts } from '../../texts/texts.ts';
import { Frame } from '../frame/frame.tsx';
import { createUi, UiProvider } from '../model/ui.ts';
import { SignIn } from './sign-in.tsx';
import { TokenForm } from './token-form.tsx';
import { Unreachable } from './unreachable.tsx';

interface Props {
  readonly entrance: ReadonlySignal<Entrance>;
  readonly session: Session;
  /** The path of the page in its URL, with `/` at the end. */
  readonly base: string;
}

/** The whole page: first the sign-in, if it is needed, and then the tasks. */
export function App({ entrance, session, base }: Props) {
  const now = entrance.value;
  switch (now.state) {
    case 'checking':
      return (
        <main class="entrance">
          <h1 class="sr-only">Taskport</h1>
          <p class="entrance-checking" role="status">
            {texts.value.entrance.checking}
          </p>
        </main>
      );
    case 'sign-in':
      return now.way === 'account' ? <SignIn session={session} /> : <TokenForm session={session} />;
    case 'unreachable':
      return <Unreachable session={session} />;
    case 'ready':
      return <Ready workspace={now.workspace} session={session} hasAccount={now.auth !== 'open'} base={base} />;
  }
}

interface ReadyProps extends Omit<Props, 'entrance'> {
  readonly workspace: Workspace;
  readonly hasAccount: boolean;
}

function Ready({ workspace, session, hasAccount, base }: ReadyProps) {
  const ui = useMemo(() => createUi(workspace, session, hasAccount, base), [workspace, session, hasAccount, base]);
  return (
    <UiProvider value={ui}>
      <Frame />
    </UiProvider>
  );
}
