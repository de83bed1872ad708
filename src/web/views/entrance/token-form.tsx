import type { Session } from '../../state/session.ts';
import { texts } from '../../texts/texts.ts';
import { EntranceForm, textOf } from './entrance-form.tsx';
import { EntrancePage } from './entrance-page.tsx';

/** Takes a bearer token, of an issuer outside or of the service's own. */
export function TokenForm({ session }: { readonly session: Session }) {
  const { entrance } = texts.value;
  return (
    <EntrancePage title={entrance.signIn}>
      <EntranceForm submit={entrance.useToken} onSubmit={(data) => session.useToken(textOf(data, 'token').trim())}>
        <label class="stacked">
          <span>{entrance.token}</span>
          <input
            class="input input--code"
            name="token"
            type="password"
            autocomplete="off"
            aria-describedby="token-hint"
            required
          />
        </label>
        <p id="token-hint" class="entrance-hint">
          {entrance.tokenHint}
        </p>
      </EntranceForm>
    </EntrancePage>
  );
}
