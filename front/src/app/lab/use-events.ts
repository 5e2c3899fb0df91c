import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useScenarioEvents } from '../../features/scenarios/use-scenario-events.ts';
import type { Scenario } from '../../lib/glab.ts';
import { openEvents } from '../../lib/glab-events.ts';

/** What the environment tells goes into the query cache; what it told while nobody listened is asked for. */
export function useEvents(): void {
  const queries = useQueryClient();
  const scenario = useScenarioEvents();
  useEffect(
    () =>
      openEvents(
        {
          scenario: (payload) => {
            scenario(payload as Scenario);
          },
          resource: () => {
            void queries.invalidateQueries({ queryKey: ['resources'] });
          },
          // Somebody develops: tasks came, went or changed.
          bricks: () => {
            void queries.invalidateQueries({ queryKey: ['tasks'] });
            void queries.invalidateQueries({ queryKey: ['environment'] });
          },
        },
        () => void queries.invalidateQueries(),
      ),
    [queries, scenario],
  );
}
