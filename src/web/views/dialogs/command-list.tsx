import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';
import type { Command } from './command.ts';
import { Modal } from './modal.tsx';

interface Props {
  readonly label: string;
  readonly commandsFor: (text: string) => readonly Command[];
}

const MOST_SHOWN = 60;

/** A dialog that shows the commands which match the typed text. The arrow keys choose a command, and Enter runs it. */
export function CommandList({ label, commandsFor }: Props) {
  const { dialog } = useUi();
  const text = useSignal('');
  const chosen = useSignal(0);
  const options = useRef<HTMLDivElement>(null);
  const commands = commandsFor(text.value).slice(0, MOST_SHOWN);
  const index = Math.min(chosen.value, commands.length - 1);

  useLayoutEffect(() => {
    options.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    // This dialog is closed before the command runs, because the command may open another dialog.
    dialog.value = undefined;
    command.run();
  };
  return (
    <Modal label={label} class="modal--commands">
      <input
        class="command-input"
        value={text}
        placeholder={label}
        aria-label={label}
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={index >= 0 ? `command-${index}` : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'ArrowDown') chosen.value = (index + 1) % Math.max(1, commands.length);
          else if (event.key === 'ArrowUp') chosen.value = (index + commands.length - 1) % Math.max(1, commands.length);
          else if (event.key === 'Enter') run(commands[index]);
          else return;
          event.preventDefault();
        }}
      />
      <div tabIndex={-1} ref={options} id="commands" class="options" role="listbox" aria-label={label}>
        {commands.map((command, i) => (
          <button
            type="button"
            tabIndex={-1}
            key={command.key}
            id={`command-${i}`}
            class="option"
            role="option"
            aria-selected={i === index}
            onClick={() => run(command)}
          >
            {command.icon && <Icon name={command.icon} />}
            <span class="option-label">{command.label}</span>
            {command.hint && <span class="option-hint">{command.hint}</span>}
          </button>
        ))}
      </div>
      {commands.length === 0 && <p class="empty">{texts.value.choose.nothing}</p>}
    </Modal>
  );
}
