import { type FormEvent, useState } from 'react';
import { useHero } from '../data/hero-context.tsx';
import { tokenIn } from '../data/token.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { BrandIcon } from './brand-icon.tsx';
import styles from './login-screen.module.css';

/** Asks for the token when the server refused the one this page has, or its lack. */
export function LoginScreen() {
  const { token, feed } = useHero();
  const [text, setText] = useState('');
  const had = token.get() !== undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    token.set(tokenIn(text));
    feed.start();
  }

  return (
    <main className={styles['screen']}>
      <form className={styles['card']} onSubmit={submit}>
        <BrandIcon size={32} />
        <h1>Log in to hero-claude</h1>
        {had && <Notice kind="warn">The server does not accept the token of this browser (any more).</Notice>}
        <p>
          Open the login link that <code>hero-claude start</code> prints; <code>hero-claude status</code>{' '}
          shows it again. Or paste the link, or the token, here.
        </p>
        <Field label="Login link or token" hint="It stays in this browser, for this address.">
          {(id) => (
            <TextInput
              id={id}
              type="password"
              mono
              required
              autoComplete="current-password"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Button kind="primary" type="submit" disabled={text.trim() === ''}>
          Log in
        </Button>
      </form>
    </main>
  );
}
