import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { useTheme } from '../../../app/theme.tsx';
import { useHero } from '../../../data/hero-context.tsx';
import { messageOf } from '../../../data/message-of.ts';
import { safeLink } from '../safe/safe-link.ts';
import { visibleLine } from '../safe/visible-text.ts';
import { boundSequences } from './bounded-sequences.ts';
import { BoundedWriter } from './bounded-writer.ts';
import { pastedText } from './pasted-text.ts';
import { permitSpanColours, withNonces } from './permitted-styles.ts';
import { type TerminalEnd, TerminalLink } from './terminal-link.ts';
import styles from './terminal-tab.module.css';
import { terminalTheme } from './terminal-theme.ts';

function newTerminal(element: HTMLElement): Terminal {
  permitSpanColours();
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    scrollback: 5_000,
    theme: terminalTheme(),
    // A program may name any address: it is opened only when it is one of the web, and knows nothing of this page.
    linkHandler: {
      activate: (_event, text) => {
        const address = safeLink(text);
        if (address !== null) window.open(address, '_blank', 'noopener,noreferrer');
      },
      // The text of a link may name another place than it leads to.
      hover: (_event, text) => {
        element.title = visibleLine(text);
      },
      leave: () => {
        element.title = '';
      },
    },
  });
  boundSequences(terminal.parser);
  return terminal;
}

/** A shell in the container, from its opening to its end. */
export function TerminalScreen({
  sessionId,
  onEnd,
}: {
  sessionId: string;
  onEnd: (end: TerminalEnd) => void;
}) {
  const { client, baseUrl } = useHero();
  const { shown } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const current = useRef<Terminal | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const terminal = newTerminal(element);
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    withNonces(() => terminal.open(element));
    fit.fit();
    current.current = terminal;
    const writer = new BoundedWriter(terminal);
    const link = new TerminalLink({
      client,
      baseUrl,
      sessionId,
      size: { columns: terminal.cols, rows: terminal.rows },
      onBytes: (bytes) => writer.write(bytes),
      onOpen: () => terminal.focus(),
      onEnd,
    });
    terminal.onData((text) => link.send(text));
    terminal.onResize(({ cols, rows }) => link.resize(cols, rows));
    link.open().catch((error: unknown) => {
      const { text, hint } = messageOf(error);
      onEnd({ reason: text, ...(hint !== undefined && { hint }) });
    });
    const paste = (event: ClipboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      terminal.paste(pastedText(event.clipboardData?.getData('text/plain') ?? ''));
    };
    // Before the terminal hears of it.
    element.addEventListener('paste', paste, { capture: true });
    const resized = new ResizeObserver(() => fit.fit());
    resized.observe(element);
    return () => {
      resized.disconnect();
      element.removeEventListener('paste', paste, { capture: true });
      link.close();
      terminal.dispose();
      current.current = null;
    };
  }, [client, baseUrl, sessionId, onEnd]);
  useEffect(() => {
    // The colours are read from the page, which has changed them by now.
    const terminal = current.current;
    const frame = requestAnimationFrame(() => {
      if (terminal !== null) terminal.options.theme = terminalTheme();
    });
    return () => cancelAnimationFrame(frame);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  }, [shown]);
  return <div ref={place} className={styles['terminal']} data-testid="terminal" />;
}
