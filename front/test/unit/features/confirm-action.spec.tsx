// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfirmAction } from '../../../src/features/lab/confirm-action.tsx';
import type { HurtingAction } from '../../../src/features/lab/service-actions.ts';

describe('features/lab/confirm-action', () => {
  // jsdom knows no modal dialogs.
  beforeEach(() => {
    HTMLDialogElement.prototype.showModal ??= vi.fn();
  });
  afterEach(cleanup);

  const nothing = () => undefined;
  function said(action: HurtingAction, target: string): string {
    render(
      <ConfirmAction
        {...{ action, target }}
        busy={false}
        error={undefined}
        onConfirm={nothing}
        onClose={nothing}
      />,
    );
    const text = screen.getByRole('dialog', { hidden: true }).textContent;
    cleanup();
    return text;
  }

  it('tells how these pages come back: after a stop from the page in their place, else by labctl install', () => {
    for (const target of ['front', 'lab']) {
      expect(said('stop', target)).toContain('a page at which whoever may start them does so');
      expect(said('uninstall', target)).toContain('come back only with labctl install');
      expect(said('restart', target)).not.toMatch(/labctl install|In their place/);
    }
    expect(said('uninstall', 'prod-db')).not.toContain('labctl install');
  });

  it('tells that a restart of an environment or the lab starts also what was stopped or uninstalled', () => {
    const all = 'What of it was stopped or uninstalled is started as well.';
    for (const target of ['lab', 'prod', 'dev']) expect(said('restart', target)).toContain(all);
    expect(said('restart', 'prod-glab')).not.toContain(all);
    expect(said('stop', 'prod')).not.toContain(all);
  });
});
