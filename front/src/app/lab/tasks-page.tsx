import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { resourceQuery } from '../../features/resources/api.ts';
import { messages } from '../../features/tasks/messages.ts';
import { TaskList } from '../../features/tasks/task-list.tsx';

export function TasksPage() {
  const [parameters] = useSearchParams();
  const id = parameters.get('resource');
  const { data: resource, isLoading } = useQuery({ ...resourceQuery(id ?? ''), enabled: id !== null });
  return (
    <Page title={messages.title} lead={resource === undefined ? messages.lead : messages.on(resource.name)}>
      {/* Whoever is quicker than the answer would lose what they came with. */}
      {isLoading ? <Loading what={messages.loading} /> : <TaskList resource={resource} />}
    </Page>
  );
}
