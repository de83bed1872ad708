import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Task } from '../../../domain/tasks/task.ts';
import { momentWords } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';
import { PastTasks } from './past-tasks.tsx';

/** The milliseconds for which the slider must not move before the past tasks are requested. */
const REST = 120;

interface Shown {
  readonly at: string | null;
  readonly tasks: readonly Task[];
}

/**
 * The tasks as they were in the past. A slider chooses the change of the log after which they are shown. They cannot be
 * changed.
 */
export function PastView() {
  const { workspace, router, reader } = useUi();
  const words = texts.value.past;
  const range = useSignal<readonly [first: number, last: number] | undefined>(undefined);
  const seq = useSignal(0);
  const shown = useSignal<Shown | undefined>(undefined);
  const error = useSignal('');

  useEffect(() => {
    workspace.logRange().then(({ first, last }) => {
      range.value = [first.seq, last.seq];
      seq.value = last.seq;
    }, fail);
  }, [workspace]);
  const wanted = seq.value;
  useEffect(() => {
    if (range.value === undefined) return;
    const timer = setTimeout(() => {
      workspace.asOf(wanted).then(({ at, tasks }) => {
        // The answer is ignored if the user has moved the slider since the request.
        if (seq.peek() === wanted) shown.value = { at, tasks: [...tasks.values()] };
        error.value = '';
      }, fail);
    }, REST);
    return () => clearTimeout(timer);
  }, [wanted, range.value, workspace]);

  function fail(reason: unknown): void {
    error.value = reason instanceof Error ? reason.message : String(reason);
  }
  const step = (by: number) => {
    const [first, last] = range.value ?? [0, 0];
    seq.value = Math.max(first, Math.min(last, seq.value + by));
  };
  const at = shown.value?.at;
  const when = at ? momentWords(Date.parse(at), reader.value) : words.unknown;
  if (error.value !== '')
    return (
      <p class="field-error" role="alert">
        {error}
      </p>
    );
  if (range.value === undefined || shown.value === undefined) return <p class="empty">{words.loading}</p>;
  const [first, last] = range.value;
  return (
    <div class="past">
      <div class="past-banner">
        <p role="status">{words.banner(when)}</p>
        <button type="button" class="button button--outlined" onClick={() => router.go({ name: 'inbox' })}>
          {words.back}
        </button>
      </div>
      <div class="past-slider">
        <button
          type="button"
          class="button button--icon"
          aria-label={words.earlier}
          title={words.earlier}
          onClick={() => step(-1)}
        >
          <Icon name="down" />
        </button>
        <input
          type="range"
          min={first}
          max={last}
          value={seq}
          aria-label={words.label}
          aria-valuetext={when}
          onInput={(event) => {
            seq.value = Number(event.currentTarget.value);
          }}
        />
        <button
          type="button"
          class="button button--icon"
          aria-label={words.later}
          title={words.later}
          onClick={() => step(1)}
        >
          <Icon name="up" />
        </button>
      </div>
      <PastTasks tasks={shown.value.tasks} />
    </div>
  );
}
