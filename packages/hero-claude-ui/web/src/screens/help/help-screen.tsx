import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Table } from '../../ui/table.tsx';
import { concepts, environment, keys, security, troubles } from './help-texts.ts';

/** What the words mean, what can be set, and what to do when something does not work. */
export function HelpScreen() {
  return (
    <Page title="Help" lead="hero-claude --help and docs/ say more." narrow>
      <Section title="Concepts">
        <Facts facts={Object.fromEntries(concepts)} />
      </Section>
      <Section title="Keys">
        <Table
          label="Keys"
          rows={keys}
          keyOf={([key]) => key}
          columns={[
            {
              head: 'Key',
              kind: 'tight',
              cell: ([key]) => key.split(', ').map((one) => <kbd key={one}>{one}</kbd>),
            },
            { head: 'Does', cell: ([, does]) => does },
          ]}
        />
      </Section>
      <Section title="When something does not work">
        <Facts facts={Object.fromEntries(troubles)} />
      </Section>
      <Section
        title="Environment"
        lead={
          <>
            Real environment first, then <code>~/hero/cfg/hero_claude/env</code>. Taken up at the next start.
          </>
        }
      >
        <Table
          label="Environment variables"
          rows={environment}
          keyOf={({ name }) => name}
          columns={[
            { head: 'Name', cell: ({ name }) => <code>{name}</code> },
            { head: 'Unless set', cell: ({ standard }) => <code>{standard}</code> },
            { head: 'Means', cell: ({ means }) => means },
          ]}
        />
      </Section>
      <Section title="Security">
        <ul>
          {security.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Section>
    </Page>
  );
}
