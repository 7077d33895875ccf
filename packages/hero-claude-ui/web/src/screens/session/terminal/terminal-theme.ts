import type { ITheme } from '@xterm/xterm';

/** The colours of the page, as a terminal wants them. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: colour('panel'),
    foreground: colour('text'),
    cursor: colour('accent'),
    selectionBackground: colour('selected'),
    black: colour('sunken'),
    red: colour('bad'),
    green: colour('good'),
    yellow: colour('warn'),
    blue: colour('accent'),
    magenta: '#a56bd1',
    cyan: colour('info'),
    white: colour('quiet'),
    brightBlack: colour('faint'),
    brightRed: colour('bad'),
    brightGreen: colour('good'),
    brightYellow: colour('warn'),
    brightBlue: colour('accent'),
    brightMagenta: '#a56bd1',
    brightCyan: colour('info'),
    brightWhite: colour('text'),
  };
}
