import type { Refusal } from '../../state/workspace.ts';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';
import { contentRows } from './content-words.ts';
import { choicesOf } from './refusal-choices.ts';

/**
 * A panel with all changes that were refused. It is shown until the user has settled all of them. It can be collapsed
 * to its heading, but not closed.
 */
export function Refusals() {
  const { workspace } = useUi();
  const refusals = workspace.refusals.value;
  if (refusals.length === 0) return null;
  return (
    <details class="tray" open>
      <summary class="tray-title">
        <span aria-live="polite">{texts.value.refusals.title(refusals.length)}</span>
      </summary>
      <ul class="tray-list">
        {refusals.map((refusal) => (
          <li key={refusal.key} class="refusal">
            <RefusalCard refusal={refusal} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function RefusalCard({ refusal }: { readonly refusal: Refusal }) {
  const { workspace, reader } = useUi();
  const words = texts.value;
  const rows = contentRows(refusal, words, reader.value);
  return (
    <>
      <p class="refusal-words">{words.reasons[refusal.reason](refusal.title)}</p>
      {refusal.detail && <p class="refusal-detail">{refusal.detail}</p>}
      {rows.length > 0 && (
        <table class="refusal-values">
          <thead>
            <tr>
              <td />
              <th scope="col">{words.refusals.mine}</th>
              <th scope="col">{words.refusals.theirs}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ field, mine, theirs }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>{mine}</td>
                <td>{theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="refusal-choices">
        {choicesOf(refusal).map(({ choice, text }) => (
          <button
            key={choice}
            type="button"
            class="button button--outlined"
            onClick={() => workspace.resolve(refusal.key, choice)}
          >
            {words.refusals[text]}
          </button>
        ))}
      </p>
    </>
  );
}
