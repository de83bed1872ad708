import { useSignal } from '@preact/signals';
import type { Session } from '../../state/session.ts';
import { texts } from '../../texts/texts.ts';
import { EntranceForm, textOf } from './entrance-form.tsx';
import { EntrancePage } from './entrance-page.tsx';
import { TokenForm } from './token-form.tsx';

/** A page that signs in with an account, or creates the first account. */
export function SignIn({ session }: { readonly session: Session }) {
  const { entrance } = texts.value;
  const way = useSignal<'sign-in' | 'sign-up' | 'token'>('sign-in');
  if (way.value === 'token') return <TokenForm session={session} />;
  const isNew = way.value === 'sign-up';
  return (
    <EntrancePage title={isNew ? entrance.signUp : entrance.signIn}>
      <EntranceForm
        key={way.value}
        submit={isNew ? entrance.signUp : entrance.signIn}
        onSubmit={(data) => {
          const [name, email, password] = ['name', 'email', 'password'].map((field) => textOf(data, field)) as [
            string,
            string,
            string,
          ];
          return isNew ? session.signUp(name, email, password) : session.signIn(email, password);
        }}
      >
        {isNew && (
          <label class="stacked">
            <span>{entrance.name}</span>
            <input class="input" name="name" autocomplete="name" required />
          </label>
        )}
        <label class="stacked">
          <span>{entrance.email}</span>
          <input class="input" name="email" type="email" autocomplete="username" required />
        </label>
        <label class="stacked">
          <span>{entrance.password}</span>
          <input
            class="input"
            name="password"
            type="password"
            autocomplete={isNew ? 'new-password' : 'current-password'}
            required
          />
        </label>
      </EntranceForm>
      <p class="entrance-other">
        <button
          type="button"
          class="link"
          onClick={() => {
            way.value = isNew ? 'sign-in' : 'sign-up';
          }}
        >
          {isNew ? entrance.haveAccount : entrance.first}
        </button>
        <button
          type="button"
          class="link"
          onClick={() => {
            way.value = 'token';
          }}
        >
          {entrance.useTokenInstead}
        </button>
      </p>
    </EntrancePage>
  );
}
