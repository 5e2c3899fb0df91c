// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TaskForm } from '../../../src/features/tasks/task-form.tsx';
import type { Resource, Task } from '../../../src/lib/glab.ts';
import { Problem } from '../../../src/lib/problem.ts';

const task: Task = {
  id: 'tables.filter',
  brick: 'tables',
  brick_version: '1.0.0',
  name: 'filter',
  title: 'Filter',
  description: '',
  inputs: [{ name: 'table', title: 'Table', kind: 'table', required: true }],
  outputs: [{ name: 'rows', title: 'Rows', kind: 'table' }],
  parameters: {
    properties: {
      column: { type: 'string', title: 'Column', 'x-column-of': 'table' },
      keep: { type: 'array', title: 'Keep', items: { type: 'string' }, 'x-column-of': 'table', default: [] },
    },
    required: ['column'],
  },
};
const resource = (id: string, name: string, kind: 'file' | 'table'): Resource => ({
  id,
  name,
  kind,
  media_type: 'text/csv',
  size: 1000,
  sha256: '',
  created_at: '2026-11-21T10:00:00Z',
  created_by: 'u',
  created_by_name: 'Ada',
  origin: { type: 'upload' },
});
const resources = [resource('r1', 'penguins.csv', 'table'), resource('r2', 'photo.jpg', 'file')];

function show(problem: Problem | null = null) {
  const onRun = vi.fn();
  render(
    <MemoryRouter>
      <TaskForm
        task={task}
        start={{ inputs: {}, parameters: {} }}
        resources={resources}
        moreResources={false}
        columnsOf={(id) => (id === 'r1' ? ['species', 'sex'] : undefined)}
        busy={false}
        problem={problem}
        onInputs={vi.fn()}
        onRun={onRun}
      />
    </MemoryRouter>,
  );
  return onRun;
}
const run = () => {
  fireEvent.click(screen.getByRole('button', { name: 'Run' }));
};

describe('features/tasks/task-form', () => {
  afterEach(cleanup);

  it('offers only resources of the kind that the input takes', () => {
    show();
    const names = screen.getAllByRole('option').map(({ textContent }) => textContent);
    expect(names.some((name) => name.startsWith('penguins.csv'))).toBe(true);
    expect(names.some((name) => name.startsWith('photo.jpg'))).toBe(false);
  });

  it('runs nothing while something is missing, and leads to it', () => {
    const onRun = show();
    run();
    expect(onRun).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByLabelText('Table'));
  });

  it('offers the columns of the chosen table, and runs with what was chosen', () => {
    const onRun = show();
    fireEvent.change(screen.getByLabelText('Table'), { target: { value: 'r1' } });
    fireEvent.change(screen.getByLabelText('Column'), { target: { value: 'sex' } });
    fireEvent.click(screen.getByRole('checkbox', { name: 'species' }));
    run();
    expect(onRun).toHaveBeenCalledWith({
      task: 'tables.filter',
      inputs: { table: 'r1' },
      parameters: { column: 'sex', keep: ['species'] },
    });
  });

  it('shows what the environment finds wrong beside its field', () => {
    show(
      new Problem({
        title: 'column: too odd',
        status: 422,
        code: 'scenario.invalid_parameters',
        errors: [{ path: 'column', message: 'too odd' }],
      }),
    );
    expect(screen.getByLabelText('Column').getAttribute('aria-invalid')).toBe('true');
  });
});
