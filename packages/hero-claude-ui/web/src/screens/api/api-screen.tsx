import { useState } from 'react';
import { useSearch } from 'wouter';
import { hrefOf } from '../../app/hash-location.ts';
import { useHero } from '../../data/hero-context.tsx';
import { useRpcDocument } from '../../data/rpc-document.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Loading } from '../../ui/spinner.tsx';
import styles from './api-screen.module.css';
import { MethodForm } from './method-form.tsx';

/** Every method of the server, to read and to try. */
export function ApiScreen() {
  const { baseUrl } = useHero();
  const { document, error } = useRpcDocument();
  const asked = new URLSearchParams(useSearch()).get('method');
  const [typed, setTyped] = useState('');
  const methods = document?.methods.filter(({ name }) => name.includes(typed.toLowerCase())) ?? [];
  const shown = document?.methods.find(({ name }) => name === asked) ?? methods[0];
  return (
    <Page
      title="API"
      lead={
        <>
          JSON-RPC 2.0 by <code>POST {new URL('rpc', baseUrl).href}</code>, described by{' '}
          <a href={new URL('openrpc.json', baseUrl).href} target="_blank" rel="noopener noreferrer">
            openrpc.json
          </a>
          .
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {document === undefined && error === null && <Loading what="the methods" />}
      {document !== undefined && (
        <div className={styles['layout']}>
          <nav className={styles['methods']} aria-label="Methods">
            <SearchInput label="Find a method" value={typed} onChange={setTyped} />
            {methods.map(({ name }) => (
              <a
                key={name}
                className={styles['method']}
                href={hrefOf(`/api?method=${name}`)}
                aria-current={name === shown?.name}
              >
                {name}
              </a>
            ))}
          </nav>
          {shown === undefined ? (
            <p>No method is called like that.</p>
          ) : (
            <MethodForm key={shown.name} method={shown} document={document} />
          )}
        </div>
      )}
    </Page>
  );
}
