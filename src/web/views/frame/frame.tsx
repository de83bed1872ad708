import { useEffect } from 'preact/hooks';
import { listenToKeys } from '../../keyboard/listen.ts';
import { Detail } from '../detail/detail.tsx';
import { Dialogs } from '../dialogs/dialogs.tsx';
import { BulkBar } from '../list/bulk-bar.tsx';
import { useUi } from '../model/ui.ts';
import { isNarrow } from '../model/width.ts';
import { BottomBar } from '../nav/bottom-bar.tsx';
import { Sidebar } from '../nav/sidebar.tsx';
import { Announcer } from '../tray/announcer.tsx';
import { NewVersion } from '../tray/new-version.tsx';
import { Refusals } from '../tray/refusals.tsx';
import { Toast } from '../tray/toast.tsx';
import { Main } from './main.tsx';

/** The page after the sign-in: the sidebar, the list of tasks, and the task that is open. */
export function Frame() {
  const ui = useUi();
  const { open } = ui.router;
  useEffect(() => listenToKeys(ui), [ui]);
  const task = open.value === undefined ? undefined : ui.workspace.tasks.value.get(open.value);
  return (
    <div class={`frame${task ? ' frame--detail' : ''}`}>
      {!isNarrow.value && (
        <header class="sidebar">
          <Sidebar />
        </header>
      )}
      <div class="middle">
        <Refusals />
        <Main isCovered={isNarrow.value && task !== undefined} />
      </div>
      {task && <Detail key={task.id} task={task} />}
      <div class="floating">
        <BulkBar />
        <NewVersion />
        <Toast />
      </div>
      {isNarrow.value && <BottomBar />}
      <Dialogs />
      <Announcer />
    </div>
  );
}
