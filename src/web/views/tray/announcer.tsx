import { useSignal, useSignalEffect } from '@preact/signals';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';

/** Announces to screen readers how many tasks another device has changed, without interrupting their speech. */
export function Announcer() {
  const { workspace } = useUi();
  const words = useSignal('');
  useSignalEffect(() => {
    const { length } = workspace.changedElsewhere.value;
    if (length > 0) words.value = texts.value.changedElsewhere(length);
  });
  return (
    <div class="sr-only" aria-live="polite">
      {words}
    </div>
  );
}
