import { useRpc } from '../../data/rpc-query.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { durationText } from '../../ui/time-ago.tsx';
import { Guarantees } from './guarantees.tsx';
import { Health } from './health.tsx';
import { Installation } from './installation.tsx';
import { ThisBrowser } from './this-browser.tsx';

/** What is set, what is well, and what is promised. */
export function SettingsScreen() {
  const { data } = useRpc('server.health', {});
  const lead = data && `Version ${data.version}, up for ${durationText(data.uptime_seconds * 1000)}.`;
  return (
    <Page title="Settings and doctor" lead={lead}>
      <Section title="Health" lead="The same as hero-claude doctor says; asked every quarter of a minute.">
        <Health />
      </Section>
      <Section
        title="This installation"
        lead={
          <>
            Set by environment variables and <code>~/hero/cfg/hero_claude/env</code>; see Help.
          </>
        }
      >
        <Installation />
      </Section>
      <Section title="This browser">
        <ThisBrowser />
      </Section>
      <Section
        title="Guarantees"
        lead="What is promised, where each promise ends, and what this installation shows of it."
      >
        <Guarantees />
      </Section>
    </Page>
  );
}
