import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { type ThemeChoice, useTheme } from './theme.tsx';

export const themeChoices: readonly { choice: ThemeChoice; label: string; Icon: typeof Sun }[] = [
  { choice: 'system', label: 'As the system', Icon: Monitor },
  { choice: 'light', label: 'Light', Icon: Sun },
  { choice: 'dark', label: 'Dark', Icon: Moon },
];

export function ThemeButton() {
  const { choice: current, shown, choose } = useTheme();
  const Shown = shown === 'dark' ? Moon : Sun;
  return (
    <Menu
      trigger={
        <IconButton label="Colours" small>
          <Shown size={16} />
        </IconButton>
      }
      entries={themeChoices.map(({ choice, label, Icon }) => ({
        key: choice,
        label: choice === current ? `${label} ✓` : label,
        icon: <Icon size={16} aria-hidden="true" />,
        onSelect: () => choose(choice),
      }))}
    />
  );
}
