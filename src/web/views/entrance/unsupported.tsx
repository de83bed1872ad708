import { EntrancePage } from './entrance-page.tsx';

/**
 * A page for browsers without `Temporal`, which names browsers that work. Its text is in English and in German, because
 * the code that chooses the language may not run in such a browser.
 */
export function Unsupported() {
  return (
    <EntrancePage title="This browser is too old">
      <p class="entrance-hint">
        Taskport reckons with dates by Temporal, which this browser lacks. It works in Chrome and Edge from 144 on, and
        in Firefox from 139 on.
      </p>
      <p class="entrance-hint" lang="de">
        Taskport rechnet mit Temporal, das diesem Browser fehlt. Es läuft in Chrome und Edge ab 144 und in Firefox ab
        139.
      </p>
    </EntrancePage>
  );
}
