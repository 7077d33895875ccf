import { useHero } from '../../data/hero-context.tsx';
import { type MethodDescription, useRpcDocument } from '../../data/rpc-document.ts';
import { useRpc } from '../../data/rpc-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Loading } from '../../ui/spinner.tsx';
import { type Column, Table } from '../../ui/table.tsx';

function mcpOf(method: MethodDescription) {
  const mcp = method['x-mcp'];
  return mcp === undefined || mcp === false ? undefined : mcp;
}

const columns: Column<MethodDescription>[] = [
  { head: 'Tool', kind: 'tight', cell: ({ name }) => <code>{name.replace('.', '_')}</code> },
  { head: 'Category', kind: 'tight', cell: (method) => mcpOf(method)?.category ?? '' },
  { head: 'What it does', cell: ({ summary }) => summary },
  {
    head: 'Kind',
    kind: 'tight',
    cell: (method) => {
      const mcp = mcpOf(method);
      if (mcp?.readOnly === true) return <Badge tone="good">reads</Badge>;
      return mcp?.destructive === true ? (
        <Badge tone="warn">destructive</Badge>
      ) : (
        <Badge tone="info">changes</Badge>
      );
    },
  },
  { head: 'Role', kind: 'tight', cell: (method) => method['x-role'] ?? '' },
];

/** How other agents and editors use this server as a tool. */
export function McpScreen() {
  const { baseUrl, token } = useHero();
  const { document, error } = useRpcDocument();
  const { data: server } = useRpc('server.info', {});
  const url = new URL('mcp', baseUrl).href;
  const held = token.get();
  const line = (shownToken: string | undefined) =>
    [
      `claude mcp add --transport http hero-claude ${url}`,
      shownToken && `--header "Authorization: Bearer ${shownToken}"`,
    ]
      .filter(Boolean)
      .join(' ');
  const tools = document?.methods.filter((method) => mcpOf(method) !== undefined);
  return (
    <Page
      title="MCP"
      lead="Other agents and editors can run sessions: the server speaks the Model Context Protocol."
    >
      <Section title="Connect">
        <CopyLine
          label="the command"
          text={line(held)}
          shown={line(held === undefined ? undefined : `${held.slice(0, 4)}…`)}
        />
        <p>
          {held === undefined
            ? 'This page was opened without a token: whatever stands between here and the socket decides who may connect.'
            : 'What is copied holds your token whole: whoever has it may do everything that you may.'}{' '}
          On the machine itself no token is needed over standard input and output:
        </p>
        <CopyLine label="the command for stdio" text="claude mcp add hero-claude -- hero-claude mcp" />
      </Section>
      <Section title="Endpoint">
        <Facts
          facts={{
            URL: <code>{url}</code>,
            Protocol: 'MCP over Streamable HTTP, stateless: POST, answered as an event stream',
            Authentication: (
              <>
                <code>Authorization: Bearer …</code>, the token of the login link or a JWT of HERO_SECRET;
                none on the Unix socket without HERO_SECRET
              </>
            ),
            Server: server && `hero-claude ${server.version}`,
            Tools: tools?.length,
          }}
        />
      </Section>
      <Section title="Tools">
        {error !== null && <ErrorNotice error={error} />}
        {tools === undefined && error === null && <Loading what="the tools" />}
        {tools !== undefined && (
          <Table label="Tools" columns={columns} rows={tools} keyOf={({ name }) => name} />
        )}
      </Section>
    </Page>
  );
}
