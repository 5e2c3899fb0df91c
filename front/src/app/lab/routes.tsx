import { useQuery } from '@tanstack/react-query';
import { Route, Routes } from 'react-router';
import { NotFound } from '../../components/not-found.tsx';
import { environmentQuery, useMayWrite } from '../../features/environment/api.ts';
import { PreviewTable } from '../../features/resources/preview-table.tsx';
import { ResourcePage } from '../../features/resources/resource-page.tsx';
import { ScenarioPage } from '../../features/scenarios/scenario-page.tsx';
import { ScenariosPage } from '../../features/scenarios/scenarios-page.tsx';
import { LabLayout } from './layout.tsx';
import { ResourcesPage } from './resources-page.tsx';
import { TaskPage } from './task-page.tsx';
import { TasksPage } from './tasks-page.tsx';
import { messages } from './messages.ts';

export function LabRoutes() {
  const me = useQuery(environmentQuery).data?.user.id;
  const mayWrite = useMayWrite();
  return (
    <Routes>
      <Route element={<LabLayout />}>
        <Route path="/" element={<ResourcesPage me={me} mayWrite={mayWrite} />} />
        <Route path="/resources/:id" element={<ResourcePage me={me} mayWrite={mayWrite} />} />
        <Route path="/tasks" element={<TasksPage />} />
        <Route path="/tasks/:id" element={<TaskPage />} />
        <Route path="/scenarios" element={<ScenariosPage me={me} mayWrite={mayWrite} />} />
        <Route
          path="/scenarios/:id"
          element={
            <ScenarioPage
              me={me}
              mayWrite={mayWrite}
              drawPreview={({ id, name }) => <PreviewTable resourceId={id} name={name} />}
            />
          }
        />
        <Route path="*" element={<NotFound {...messages.notFound} />} />
      </Route>
    </Routes>
  );
}
