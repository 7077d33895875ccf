import type { MethodName } from 'hero-claude-sdk';
import { type FormEvent, useState } from 'react';
import { useHero } from '../../data/hero-context.tsx';
import type { MethodDescription, RpcDocument } from '../../data/rpc-document.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import styles from './api-screen.module.css';
import { ParamField } from './param-field.tsx';
import { paramsIn } from './param-value.ts';

interface Answer {
  ms: number;
  result?: unknown;
  error?: unknown;
}

/** One method: what it is, a form for its params, and what it answered. */
export function MethodForm({ method, document }: { method: MethodDescription; document: RpcDocument }) {
  const { call } = useHero();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<Answer>();
  const [busy, setBusy] = useState(false);
  const mcp = method['x-mcp'];
  const isDestructive = typeof mcp === 'object' && mcp.destructive === true;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const began = performance.now();
    try {
      const result = await call(method.name as MethodName, paramsIn(method.params, typed, document));
      setAnswer({ ms: performance.now() - began, result });
    } catch (error) {
      setAnswer({ ms: performance.now() - began, error });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <div>
        <h2>
          <code>{method.name}</code>
        </h2>
        <p>{method.summary}</p>
        {method.description !== undefined && <p className={styles['quiet']}>{method.description}</p>}
      </div>
      <div className={styles['row']}>
        <Badge>{method['x-role'] ?? 'viewer'}</Badge>
        {typeof mcp === 'object' && <Badge tone="info">MCP tool</Badge>}
        {isDestructive && <Badge tone="warn">destructive</Badge>}
      </div>
      {method.params.length === 0 && <p className={styles['quiet']}>It takes no params.</p>}
      {method.params.map((param) => (
        <ParamField
          key={param.name}
          param={param}
          document={document}
          value={typed[param.name] ?? ''}
          onChange={(value) => setTyped((before) => ({ ...before, [param.name]: value }))}
        />
      ))}
      {isDestructive && <Notice kind="warn">This is the real server: the call does what it says.</Notice>}
      <div className={styles['row']}>
        <Button kind="primary" type="submit" busy={busy}>
          Call
        </Button>
        {answer !== undefined && <span className={styles['quiet']}>{Math.round(answer.ms)} ms</span>}
      </div>
      {answer?.error !== undefined && <ErrorNotice error={answer.error} />}
      {answer !== undefined && answer.error === undefined && (
        <pre className={styles['answer']} tabIndex={0} role="region" aria-label="Answer">
          {JSON.stringify(answer.result, null, 2)}
        </pre>
      )}
    </form>
  );
}
