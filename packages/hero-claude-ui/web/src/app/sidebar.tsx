import { Search } from 'lucide-react';
import { useLocation } from 'wouter';
import { BrandIcon } from './brand-icon.tsx';
import { hrefOf } from './hash-location.ts';
import { useRouteCount } from './needs-you.ts';
import { type RouteEntry, routes } from './routes.tsx';
import { ServerLine } from './server-line.tsx';
import styles from './sidebar.module.css';
import { ThemeButton } from './theme-button.tsx';

const groups = ['work', 'look', 'set up'] as const;
const headings = { work: undefined, look: 'Look', 'set up': 'Set up' };

function NavLink({ path, nav }: RouteEntry) {
  const [current] = useLocation();
  const waiting = useRouteCount(path);
  if (nav === undefined) return null;
  const Icon = nav.icon;
  return (
    <a className={styles['link']} href={hrefOf(path)} aria-current={current === path ? 'page' : undefined}>
      <Icon size={16} />
      {nav.label}
      {waiting > 0 && (
        <span className={styles['count']} title={`${waiting} waiting`}>
          {waiting}
        </span>
      )}
    </a>
  );
}

export function Sidebar({ onGoTo }: { onGoTo: () => void }) {
  return (
    <nav className={styles['sidebar']} aria-label="Main">
      <a className={styles['brand']} href={hrefOf('/')}>
        <BrandIcon /> hero-claude
      </a>
      <button type="button" className={styles['goTo']} onClick={onGoTo}>
        <Search size={14} aria-hidden="true" /> Go to… <kbd>Ctrl K</kbd>
      </button>
      {groups.map((group) => {
        const entries = routes.filter(({ nav }) => nav?.group === group);
        if (entries.length === 0) return null;
        return (
          <div key={group} className={styles['group']}>
            {headings[group] !== undefined && <div className={styles['heading']}>{headings[group]}</div>}
            {entries.map((route) => (
              <NavLink key={route.path} {...route} />
            ))}
          </div>
        );
      })}
      <div className={styles['foot']}>
        <ServerLine />
        <ThemeButton />
      </div>
    </nav>
  );
}
