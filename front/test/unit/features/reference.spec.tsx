// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProblemList } from '../../../src/features/lab/problem-list.tsx';
import { DeleteButton } from '../../../src/features/reference/delete-button.tsx';
import { DeletionDialog } from '../../../src/features/reference/deletion-dialog.tsx';
import { GenerationTable, WantedReference } from '../../../src/features/reference/reference-details.tsx';
import { unusedDataOf, unusedGeneration } from '../../../src/features/reference/unused-data.ts';

const set = { name: 'organisms', version: '1', licence: 'public domain', origin: 'NCBI' };
const unused = {
  ...{ id: 'organisms-1-ab', about: set, bytes: 64 * 1024 ** 2, builtAt: null },
  ...{ wanted: false, removable: true },
};
const problem = (id: string, subject: string) => ({
  id,
  subject,
  severity: 'info' as const,
  message: `${subject} (12 MiB on the disk) is used by nobody.`,
  hint: 'Delete it.',
});

describe('features/reference', () => {
  afterEach(cleanup);

  it.each([
    ['reference-unused', 'organisms-1-ab', '/reference/organisms-1-ab'],
    ['brick-data-unused', 'prod/explorer.shelf', '/environments/prod/brick-data/explorer.shelf'],
  ])('the problem %s about %s offers to delete %s', (id, subject, path) => {
    const data = unusedDataOf(problem(id, subject));
    expect(data).toMatchObject({ path, name: subject });
    expect(data?.about).toContain('12 MiB');
  });

  it.each([
    ['disk-low', '/var/lib/labstead'],
    ['brick-data-unused', 'no environment'],
  ])('the problem %s about %s offers nothing to delete', (id, subject) => {
    expect(unusedDataOf(problem(id, subject))).toBeUndefined();
  });

  it('what is asked for is told with its origin, its licence and who asks', () => {
    const wanted = {
      ...{ ...set, url: '', sha256: '', generation: unused.id, present: false },
      ...{ bytes: 1024, builtBytes: 2048, readers: ['prod'] },
    };
    const { container } = render(
      <WantedReference wanted={wanted} needs={[{ environment: 'prod', brick: 'omics' }]} />,
    );
    for (const told of ['organisms 1', 'NCBI', 'public domain', 'omics (prod)', 'downloads 1 KiB'])
      expect(container.textContent).toContain(told);
  });

  it('of what lies on the disk only what nothing uses can be deleted', () => {
    const used = { ...unused, id: 'organisms-2-cd', wanted: true, removable: false };
    const served = { ...unused, id: 'organisms-0-ef', removable: false };
    const onDelete = vi.fn();
    render(
      <GenerationTable
        generations={[unused, used, served]}
        actions={(one) => <DeleteButton data={unusedGeneration(one)} busy={false} onDelete={onDelete} />}
      />,
    );
    const [, first, second, third] = screen.getAllByRole('row');
    expect(within(second!).queryByRole('button')).toBeNull();
    expect(second!.textContent).toContain('In use');
    expect(within(third!).queryByRole('button')).toBeNull();
    expect(third!.textContent).toContain('Served until an apply replaces it');
    fireEvent.click(within(first!).getByRole('button', { name: 'Delete organisms-1-ab…' }));
    expect(onDelete).toHaveBeenCalledWith(expect.objectContaining({ path: '/reference/organisms-1-ab' }));
  });

  it('a deletion is asked about first, by name, size and consequence', () => {
    const onConfirm = vi.fn();
    HTMLDialogElement.prototype.showModal ??= vi.fn();
    render(
      <DeletionDialog
        data={unusedGeneration(unused)}
        busy={false}
        error={null}
        onConfirm={onConfirm}
        onClose={vi.fn()}
      />,
    );
    expect(document.body.textContent).toContain('Delete organisms-1-ab?');
    expect(document.body.textContent).toContain('organisms 1 takes 64 MiB on the disk');
    expect(document.body.textContent).toContain('gone for good');
    expect(onConfirm).not.toHaveBeenCalled();
    fireEvent.click(screen.getByText('Delete'));
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  it('stands beside the problem that offers it, and beside no other', () => {
    render(
      <ProblemList
        problems={[problem('reference-unused', 'organisms-1-ab'), problem('disk-low', '/')]}
        remedy={(one) => {
          const data = unusedDataOf(one);
          return data && <DeleteButton data={data} busy={false} onDelete={vi.fn()} />;
        }}
      />,
    );
    expect(screen.getAllByRole('button', { name: /^Delete/ })).toHaveLength(1);
  });
});
