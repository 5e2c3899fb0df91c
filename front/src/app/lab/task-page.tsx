import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { previewQuery } from '../../features/resources/api.ts';
import { pickableQuery, tasksQuery, useRunTask } from '../../features/tasks/api.ts';
import { messages } from '../../features/tasks/messages.ts';
import { TaskForm } from '../../features/tasks/task-form.tsx';
import type { Paged, Resource, Task } from '../../lib/glab.ts';
import { toProblem } from '../../lib/problem.ts';
import { useTaskStart, type Start } from './use-task-start.ts';

const back = <Link to="/tasks">{messages.all}</Link>;

export function TaskPage() {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const tasks = useQuery(tasksQuery);
  const resources = useQuery(pickableQuery);
  const task = tasks.data?.items.find((candidate) => candidate.id === id);
  const start = useTaskStart(task, parameters.get('resource'), parameters.get('from'));

  const failed = [tasks, resources].find((query) => query.isError && query.data === undefined);
  if (failed !== undefined)
    return <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (tasks.data === undefined || resources.data === undefined) return <Loading what={messages.loading} />;
  if (task === undefined) {
    return (
      <Page title={messages.title} above={back}>
        <EmptyState icon="question" title={messages.unknown}>
          {messages.unknownWhy}
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={task.title} above={back} lead={task.description}>
      {start === undefined ? (
        <Loading what={messages.loading} />
      ) : (
        <RunForm key={task.id} task={task} start={start} resources={resources.data} />
      )}
    </Page>
  );
}

function RunForm({ task, start, resources }: { task: Task; start: Start; resources: Paged<Resource> }) {
  const run = useRunTask();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly string[]>(Object.values(start.inputs));
  const listed = new Set(resources.items.map(({ id }) => id));
  const items = [...start.resources.filter(({ id }) => !listed.has(id)), ...resources.items];
  const tables = chosen.filter((id) => items.find((item) => item.id === id)?.kind === 'table');
  const previews = useQueries({ queries: tables.map((id) => previewQuery(id)) });
  return (
    <TaskForm
      task={task}
      start={start}
      resources={items}
      moreResources={resources.next_cursor !== null}
      columnsOf={(id) => previews[tables.indexOf(id)]?.data?.columns}
      busy={run.isPending}
      problem={run.error === null ? null : toProblem(run.error)}
      onInputs={setChosen}
      onRun={(request) => {
        run.mutate(request, {
          onSuccess: (scenario) => {
            void navigate(`/scenarios/${scenario.id}`);
          },
        });
      }}
    />
  );
}
