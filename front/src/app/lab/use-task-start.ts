import { useQueries, useQuery } from '@tanstack/react-query';
import { resourceQuery } from '../../features/resources/api.ts';
import { scenarioQuery } from '../../features/scenarios/api.ts';
import type { TaskStart } from '../../features/tasks/task-form.tsx';
import type { Resource, Task } from '../../lib/glab.ts';

export interface Start extends TaskStart {
  /** What the form begins with, which may be older than the newest that are listed. */
  resources: readonly Resource[];
}

/** What a task's form begins with: a resource one came from, or a scenario to run again. Undefined while asking. */
export function useTaskStart(
  task: Task | undefined,
  resourceId: string | null,
  scenarioId: string | null,
): Start | undefined {
  const scenario = useQuery({ ...scenarioQuery(scenarioId ?? ''), enabled: scenarioId !== null });
  const wanted = [
    ...new Set([...Object.values(scenario.data?.inputs ?? {}), ...(resourceId === null ? [] : [resourceId])]),
  ];
  const found = useQueries({ queries: wanted.map((id) => resourceQuery(id)) });

  if (task === undefined || (scenarioId !== null && scenario.isPending)) return undefined;
  if (found.some(({ isPending }) => isPending)) return undefined;
  const resources = found.flatMap(({ data }) => data ?? []);
  const exists = (id: string) => resources.some((resource) => resource.id === id);
  const kept = Object.entries(scenario.data?.inputs ?? {}).filter(([, id]) => exists(id));
  const given = resources.find(({ id }) => id === resourceId);
  const fits = task.inputs.find(({ kind }) => kind === 'file' || kind === given?.kind);
  return {
    inputs: {
      ...Object.fromEntries(kept),
      ...(given !== undefined && fits !== undefined && { [fits.name]: given.id }),
    },
    parameters: scenario.data?.parameters ?? {},
    resources,
  };
}
