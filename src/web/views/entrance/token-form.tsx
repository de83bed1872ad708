import type { Session } from '../../state/session.ts';
import { texts } from '../../texts/texts.ts';
import { EntranceForm, textOf } from './entrance-form.tsx';
import { EntrancePage } from './entrance-page.tsx';

/** A page that signs in with a bearer token, from an external issuer or from the service itself. */
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
