import { useRpc } from '../../data/rpc-query.ts';
import { Checkbox } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './new-session.module.css';
import type { OptionsProps } from './option-fields.tsx';

const kinds = { stdio: 'runs in the container', http: 'by the host', socket: 'by the host' };

/** The tool servers that the operator lists; the agent gets those that are chosen. */
export function McpChoice({ form, change }: OptionsProps) {
  const { data: servers, error } = useRpc('server.mcp_servers', {}, { staleTime: 5_000 });
  const chosen = new Set(form.mcpServers);
  const toggle = (name: string, on: boolean) =>
    change({ mcpServers: on ? [...chosen, name] : form.mcpServers.filter((other) => other !== name) });
  return (
    <fieldset className={styles['choices']}>
      <legend>MCP servers</legend>
      {error !== null && <ErrorNotice error={error} />}
      {servers?.length === 0 && (
        <p className={styles['quiet']}>
          None are listed in <code>~/hero/cfg/hero_claude/mcp.json</code>.
        </p>
      )}
      {servers?.map(({ name, kind }) => (
        <Checkbox key={name} checked={chosen.has(name)} onChange={(on) => toggle(name, on)}>
          {name} <span className={styles['quiet']}>{kinds[kind]}</span>
        </Checkbox>
      ))}
      {servers !== undefined &&
        form.mcpServers
          .filter((name) => servers.every((server) => server.name !== name))
          .map((name) => (
            <Checkbox key={name} checked onChange={(on) => toggle(name, on)}>
              {name} <span className={styles['quiet']}>is not listed any more</span>
            </Checkbox>
          ))}
    </fieldset>
  );
}
