import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';
import { Sidebar } from '../nav/sidebar.tsx';
import { choicesFor } from './choices.ts';
import { CommandList } from './command-list.tsx';
import { commandsOf } from './commands.ts';
import { Help } from './help.tsx';
import { Modal } from './modal.tsx';
import { Settings } from './settings.tsx';

/** Renders the open dialog, if one is open. */
export function Dialogs() {
  const ui = useUi();
  const words = texts.value;
  const dialog = ui.dialog.value;
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'palette':
      return (
        <CommandList key="palette" label={words.choose.palette} commandsFor={(text) => commandsOf(ui, words, text)} />
      );
    case 'choose':
      return (
        <CommandList
          key={dialog.field}
          label={words.choose[dialog.field]}
          commandsFor={(text) => choicesFor(ui, dialog, words, text)}
        />
      );
    case 'help':
      return <Help />;
    case 'settings':
      return <Settings />;
    case 'drawer':
      return (
        <Modal label={words.views.more} class="modal--drawer">
          <Sidebar />
        </Modal>
      );
  }
}
