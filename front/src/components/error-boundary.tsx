import { Component, type ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.tsx';
import styles from './error-boundary.module.css';

/** A fault of the page itself: said, with what to quote, instead of a blank window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main className={styles.fault}>
        <ProblemNotice
          error={this.state.error}
          onRetry={() => {
            location.reload();
          }}
        />
      </main>
    );
  }
}
