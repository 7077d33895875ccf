import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

interface Props {
  /** A change of it gives the children another try. */
  resetKey: string;
  children: ReactNode;
}

interface State {
  error: Error | undefined;
  failedKey: string | undefined;
}

/** Keeps the navigation alive when a screen fails. React knows no other way than a class. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, failedKey: undefined };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.error === undefined) return { failedKey: props.resetKey };
    return state.failedKey === props.resetKey ? null : { error: undefined, failedKey: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- whoever reports this finds the place there
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <EmptyState
        title="This page failed"
        actions={
          <>
            <Button kind="primary" onClick={() => location.reload()}>
              Reload
            </Button>
            <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
          </>
        }
      >
        {/dynamically imported module/i.test(error.message)
          ? 'A part of the dashboard could not be loaded. It may have been updated meanwhile: reload the page.'
          : error.message}
      </EmptyState>
    );
  }
}
