import type { Check, CheckedGuarantee } from 'hero-claude-sdk';
import { useNotifications } from '../../app/notifications.ts';
import { useTheme } from '../../app/theme.tsx';
import { useHero } from '../../data/hero-context.tsx';
import { useRpc, useRpcAction } from '../../data/rpc-query.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { durationText, TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toast.tsx';

import styles from './settings-screen.module.css';

const tones: Record<Check['status'], Tone> = { ok: 'good', warn: 'warn', fail: 'bad' };
const askEveryMs = 15_000;

const checkColumns: Column<Check>[] = [
  { head: 'Check', kind: 'tight', cell: ({ name }) => name },
  { head: 'State', kind: 'tight', cell: ({ status }) => <Badge tone={tones[status]}>{status}</Badge> },
  {
    head: 'What it says',
    cell: ({ message, fix }) => (
      <>
        {message}
        {fix !== undefined && (
          <div>
            <strong>To mend it:</strong> {fix}
          </div>
        )}
      </>
    ),
  },
];

const guaranteeColumns: Column<CheckedGuarantee>[] = [
  { head: 'Promise', cell: ({ promise }) => <strong>{promise}</strong> },
  { head: 'Means', cell: ({ means }) => means },
  { head: 'Does not mean', cell: ({ does_not_mean }) => does_not_mean },
  {
    head: 'Here and now',
    cell: ({ now, tests }) =>
      now === null ? (
        `${tests.length} tests`
      ) : (
        <>
          <Badge tone={tones[now.status]}>{now.status}</Badge> {now.message}
        </>
      ),
  },
];

function Health() {
  const { data, error, refetch, isFetching } = useRpc(
    'server.health',
    {},
    { staleTime: 0, refetchInterval: askEveryMs },
  );
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading what="the checks" />;
  return (
    <>
      <Table label="Health" columns={checkColumns} rows={data.checks} keyOf={({ name }) => name} />
      <div>
        <Button small busy={isFetching} onClick={() => void refetch()}>
          Check again
        </Button>
      </div>
    </>
  );
}

function Installation() {
  const { data } = useRpc('server.info', {});
  const toast = useToast();
  const build = useRpcAction('image.build', {
    onDone: ({ built, image, size_bytes }) =>
      toast.show({
        kind: 'good',
        text: `${image}: ${built ? 'built' : 'was up to date'}, ${bytes(size_bytes)}`,
      }),
  });
  if (data === undefined) return <Loading what="the server" />;
  return (
    <>
      <Facts
        facts={{
          Version: data.version,
          Running: (
            <>
              process {data.pid}, since <TimeAgo at={data.started_at} suffix="" />
            </>
          ),
          Repositories: <code>{data.code_root}</code>,
          'Session folders': <code>{data.build_dir}</code>,
          Image: <code>{data.image}</code>,
          'Claude Code': data.claude_code_version,
          'Agents at once': `at most ${data.max_running}`,
          Sessions: Object.entries(data.sessions)
            .map(([status, count]) => `${count} ${status}`)
            .join(', '),
        }}
      />
      <div>
        <Button small busy={build.isPending} onClick={() => build.mutate({})}>
          Build the session image
        </Button>
      </div>
    </>
  );
}

function ThisBrowser() {
  const { token, feed } = useHero();
  const { choice, choose } = useTheme();
  const { possible, on, turn } = useNotifications();
  return (
    <>
      <Facts
        facts={{
          Colours: (
            <div className={styles['row']}>
              {(['system', 'light', 'dark'] as const).map((name) => (
                <Button
                  key={name}
                  small
                  kind={name === choice ? 'primary' : 'normal'}
                  aria-pressed={name === choice}
                  onClick={() => choose(name)}
                >
                  {name}
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
    </>
  );
}

function Guarantees() {
  const { data, error } = useRpc('server.guarantees', {}, { staleTime: 30_000 });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading what="the guarantees" />;
  return (
    <Table label="Guarantees" columns={guaranteeColumns} rows={data.guarantees} keyOf={({ id }) => id} />
  );
}

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
