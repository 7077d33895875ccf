import { Ellipsis, Search } from 'lucide-react';
import { useLocation } from 'wouter';
import { Menu } from '../ui/menu.tsx';
import styles from './bottom-bar.module.css';
import { hrefOf } from './hash-location.ts';
import { useRouteCount } from './needs-you.ts';
import { type RouteEntry, routes } from './routes.tsx';

const shownDirectly = routes.filter(({ nav }) => nav?.group === 'work').slice(0, 3);
const inMenu = routes.filter((route) => route.nav !== undefined && !shownDirectly.includes(route));

function BarLink({ path, nav }: RouteEntry) {
  const [current] = useLocation();
  const waiting = useRouteCount(path);
  const Icon = nav?.icon ?? Ellipsis;
  return (
    <a className={styles['link']} href={hrefOf(path)} aria-current={current === path ? 'page' : undefined}>
      <Icon size={20} />
      {nav?.label}
      {waiting > 0 && <span className={styles['count']}>{waiting}</span>}
    </a>
  );
}

/** The navigation of narrow windows: the daily screens, and a menu with the others. */
export function BottomBar({ onGoTo }: { onGoTo: () => void }) {
  return (
    <nav className={styles['bar']} aria-label="Main, narrow">
      {shownDirectly.map((route) => (
        <BarLink key={route.path} {...route} />
      ))}
      {inMenu.length > 0 && (
        <Menu
          trigger={
            <button type="button" className={styles['link']}>
              <Ellipsis size={20} aria-hidden="true" />
              More
            </button>
          }
          entries={[
            { key: 'go to', label: 'Go to…', icon: <Search size={16} />, onSelect: onGoTo },
            ...inMenu.map(({ path, nav }) => {
              const Icon = nav?.icon ?? Ellipsis;
              return { key: path, label: nav?.label ?? '', icon: <Icon size={16} />, href: hrefOf(path) };
            }),
          ]}
        />
      )}
    </nav>
  );
}
