import { useNotifications } from '../../app/notifications.ts';
import { useTheme } from '../../app/theme.tsx';
import { themeChoices } from '../../app/theme-button.tsx';
import { useHero } from '../../data/hero-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import styles from './settings-screen.module.css';

/** What is kept in this browser alone. */
export function ThisBrowser() {
  const { token, feed } = useHero();
  const { choice, choose } = useTheme();
  const { possible, on, turn } = useNotifications();
  return (
    <Facts
      facts={{
        Colours: (
          <div className={styles['row']}>
            {themeChoices.map(({ choice: name, label }) => (
              <Button
                key={name}
                small
                kind={name === choice ? 'primary' : 'normal'}
                aria-pressed={name === choice}
                onClick={() => choose(name)}
              >
                {label}
              </Button>
            ))}
          </div>
        ),
        Notifications: possible ? (
          <Button small aria-pressed={on} onClick={() => void turn(!on)}>
            {on ? 'Turn off' : 'Turn on'}
          </Button>
        ) : (
          'refused in the settings of this browser'
        ),
        Login:
          token.get() === undefined ? (
            'no token: the way this page came decides'
          ) : (
            <Button
              small
              onClick={() => {
                token.clear();
                feed.start();
              }}
            >
              Forget the token
            </Button>
          ),
      }}
    />
  );
}
