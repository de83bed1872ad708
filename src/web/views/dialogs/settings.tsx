import { useSignal } from '@preact/signals';
import { texts } from '../../texts/texts.ts';
import { type Language, preferences, type Theme } from '../model/preferences.ts';
import { useUi } from '../model/ui.ts';
import { Modal } from './modal.tsx';

const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** A dialog with the settings of the page, which are stored in this browser, and a button that signs out. */
export function Settings() {
  const { hasAccount } = useUi();
  const { settings } = texts.value;
  const { language, theme, quickAdd } = preferences;
  return (
    <Modal label={settings.title} class="modal--settings" hasHead>
      <div class="fields">
        <label class="field">
          <span>{settings.language}</span>
          <select
            class="input"
            onChange={(event) => {
              language.value = event.currentTarget.value === 'de' ? 'de' : 'en';
            }}
          >
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} selected={code === language.value} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="field">
          <legend>{settings.theme}</legend>
          <span class="segments">
            {THEMES.map((each) => (
              <label key={each} class="segment">
                <input
                  type="radio"
                  name="theme"
                  checked={theme.value === each}
                  onChange={() => {
                    theme.value = each;
                  }}
                />
                <span>{settings.themes[each]}</span>
              </label>
            ))}
          </span>
        </fieldset>
        <label class="switch">
          <input
            type="checkbox"
            checked={quickAdd.value}
            onChange={(event) => {
              quickAdd.value = event.currentTarget.checked;
            }}
          />
          <span>{settings.quickAdd}</span>
        </label>
      </div>
      {hasAccount && <SignOut />}
    </Modal>
  );
}

/**
 * A button that signs out. If unsent or refused changes of the user would be lost, it says so, and asks for
 * confirmation.
 */
function SignOut() {
  const { workspace } = useUi();
  const { settings, actions } = texts.value;
  const isAsking = useSignal(false);
  const signOut = async (force: boolean) => {
    isAsking.value = !(await workspace.signOut(force));
  };
  return (
    <section class="sign-out" aria-label={settings.account}>
      {isAsking.value ? (
        <>
          <p role="alert">{settings.signOutLoses(workspace.pending.value.size + workspace.refusals.value.length)}</p>
          <button
            type="button"
            class="button button--outlined"
            onClick={() => {
              isAsking.value = false;
            }}
          >
            {settings.stay}
          </button>
          <button type="button" class="button button--danger" onClick={() => signOut(true)}>
            {settings.signOutAnyway}
          </button>
        </>
      ) : (
        <button type="button" class="button button--outlined" onClick={() => signOut(false)}>
          {actions.signOut}
        </button>
      )}
    </section>
  );
}
