import { ACTIONS, SECTIONS } from '../../keyboard/actions.ts';
import { texts } from '../../texts/texts.ts';
import { keyWords } from './key-words.ts';
import { Modal } from './modal.tsx';

/** A dialog that lists all actions of the page with the keys that run them. */
export function Help() {
  const words = texts.value;
  return (
    <Modal label={words.actions.help} class="modal--help" hasHead>
      <div class="help">
        {SECTIONS.map((section) => (
          <section key={section} class="help-section">
            <h3>{words.sections[section]}</h3>
            <dl>
              {ACTIONS.filter((action) => action.section === section && action.keys.length > 0).map(({ id, keys }) => (
                <div key={id} class="help-row">
                  <dt>{words.actions[id]}</dt>
                  <dd>
                    {keys.map((each) => (
                      <kbd key={each}>{keyWords(each, words)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
