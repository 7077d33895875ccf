import type { SessionDetails } from 'hero-claude-sdk';
import type { ReactNode } from 'react';
import { permissionsNow } from '../composer/permission-labels.ts';
import { safeLink } from '../safe/safe-link.ts';
import { visibleLine, visibleText } from '../safe/visible-text.ts';
import { commandsFor, fetchCommand } from './commands.ts';
import { CopyLine } from './copy-line.tsx';
import { deliveryWords } from './delivery-words.ts';
import { egressWords } from './egress-words.ts';
import { Guarantees } from './guarantees.tsx';
import styles from './info-tab.module.css';

/** How the session is set up, where it lies, and how to reach it from elsewhere. */
export function InfoTab({ session }: { session: SessionDetails }) {
  const labels = Object.entries(session.labels).map(([name, value]) => `${name}=${value}`);
  return (
    <div className={styles['tab']}>
      <Part title="Task">
        <p className={styles['task']}>{visibleText(session.task)}</p>
      </Part>
      <Part title="Repositories">
        {session.repos.map((repo) => {
          const fetch = fetchCommand(repo);
          const { delivery } = repo;
          const link = delivery?.pr_url == null ? null : safeLink(delivery.pr_url);
          return (
            <dl key={repo.name} className={styles['facts']}>
              <Fact name="Repository">{visibleLine(repo.name)}</Fact>
              <Fact name="Branch">
                <CopyLine text={repo.branch} what="the branch" />
              </Fact>
              <Fact name="Started from">
                {visibleLine(repo.base.ref.replace(/^refs\/(heads|tags|remotes)\//, ''))}{' '}
                <code>{repo.base.commit.slice(0, 12)}</code>
                {repo.uncommitted_files > 0 &&
                  `, with ${repo.uncommitted_files} uncommitted ${repo.uncommitted_files === 1 ? 'file' : 'files'} of yours`}
              </Fact>
              {repo.notes.length > 0 && <Fact name="Special">{repo.notes.map(visibleLine).join('; ')}</Fact>}
              <Fact name="Delivered">
                {delivery === null ? 'not yet' : deliveryWords(delivery)}
                {link !== null && (
                  <>
                    {' '}
                    <a href={link} target="_blank" rel="noopener noreferrer">
                      pull request
                    </a>
                  </>
                )}
                {delivery?.reason !== undefined && <small>{visibleText(delivery.reason)}</small>}
              </Fact>
              {fetch !== null && (
                <Fact name={fetch.does}>
                  <CopyLine text={fetch.line} what="the command" />
                </Fact>
              )}
            </dl>
          );
        })}
      </Part>
      <Part title="Agent">
        <dl className={styles['facts']}>
          <Fact name="Model">{visibleLine(session.model ?? 'Claude Code’s default')}</Fact>
          <Fact name="Effort">{session.effort ?? 'model default'}</Fact>
          <Fact name="Permission mode">{permissionsNow(session)}</Fact>
          <Fact name="Claude Code">{session.claude_code_version ?? 'not started yet'}</Fact>
          <Fact name="Project settings">
            {session.trust_project ? 'the repository’s own are loaded' : 'the repository’s own are left out'}
          </Fact>
          <Fact name="MCP servers">{session.mcp_servers.map(visibleLine).join(', ') || 'none'}</Fact>
          <Fact name="Lines so far">{session.messages.toLocaleString('en')}</Fact>
        </dl>
      </Part>
      <Part title="Container">
        <dl className={styles['facts']}>
          <Fact name="Image">{visibleLine(session.image)}</Fact>
          <Fact name="Limits">
            {session.cpu} cores, {session.memory_gb} GB
          </Fact>
          <Fact name="Network">{egressWords(session.egress)}</Fact>
          <Fact name="Container">
            {session.container_id === null ? (
              'none now'
            ) : (
              <CopyLine text={session.container_id.slice(0, 12)} what="the container id" />
            )}
          </Fact>
          {session.setup.length > 0 && (
            <Fact name="Set-up">
              <pre>{visibleText(session.setup.join('\n'))}</pre>
            </Fact>
          )}
          {Object.keys(session.env).length > 0 && (
            <Fact name="Environment">
              <pre>
                {Object.entries(session.env)
                  .map(([name, value]) => visibleLine(`${name}=${value}`))
                  .join('\n')}
              </pre>
            </Fact>
          )}
        </dl>
      </Part>
      <Part title="Guarantees">
        <Guarantees />
      </Part>
      <Part title="Session">
        <dl className={styles['facts']}>
          <Fact name="Id">
            <CopyLine text={session.session_id} what="the id" />
          </Fact>
          <Fact name="Folder">
            <CopyLine text={session.directory} what="the folder" />
          </Fact>
          <Fact name="Labels">{labels.map(visibleLine).join(', ') || 'none'}</Fact>
          <Fact name="Created">{new Date(session.created_at).toLocaleString()}</Fact>
          {session.include.length > 0 && (
            <Fact name="Brought along">{session.include.map(visibleLine).join(', ')}</Fact>
          )}
        </dl>
      </Part>
      <Part title="On the command line">
        <dl className={styles['facts']}>
          {commandsFor(session).map(({ does, line }) => (
            <Fact key={line} name={does}>
              <CopyLine text={line} what="the command" />
            </Fact>
          ))}
        </dl>
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['part']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
