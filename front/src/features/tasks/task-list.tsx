import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import type { Task } from '../../lib/glab.ts';
import { tasksQuery } from './api.ts';
import { messages } from './messages.ts';
import styles from './task-list.module.css';

/** Cards of what can be done; with a resource at hand, only what takes it. */
export function TaskList({ resource }: { resource: { id: string; kind: 'file' | 'table' } | undefined }) {
  const tasks = useQuery(tasksQuery);
  if (tasks.isPending) return <Loading what={messages.loading} />;
  if (tasks.isError) return <ProblemNotice error={tasks.error} onRetry={() => void tasks.refetch()} />;
  const fitting = tasks.data.items.filter((task) => takes(task, resource?.kind));
  if (fitting.length === 0) {
    return (
      <EmptyState icon="flask" title={messages.empty}>
        {messages.emptyWhy}
      </EmptyState>
    );
  }
  const query = resource === undefined ? '' : `?resource=${resource.id}`;
  return (
    <ul className={styles.tasks}>
      {fitting.map((task) => (
        <li key={task.id} className={styles.task}>
          <h2>{task.title}</h2>
          <p className={styles.description}>{task.description}</p>
          <p className={styles.ports}>{ports(task)}</p>
          <div className={styles.foot}>
            <span className={styles.brick}>
              {task.brick} {task.brick_version}
            </span>
            <ButtonLink
              small
              look="primary"
              to={`/tasks/${task.id}${query}`}
              aria-label={messages.chooseOne(task.title)}
            >
              {messages.choose}
            </ButtonLink>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A table is also a file; a file is not always a table. */
export function takes(task: Task, kind: 'file' | 'table' | undefined): boolean {
  return kind === undefined || task.inputs.some((input) => input.kind === 'file' || input.kind === kind);
}

function ports({ inputs, outputs }: Task): string {
  const needs = inputs.map(({ kind }) => messages.kinds[kind]).join(', ');
  const makes = outputs.map(({ title }) => title).join(', ');
  return [needs && `${messages.needs} ${needs}.`, makes && `${messages.makes}: ${makes}.`]
    .filter(Boolean)
    .join(' ');
}
