import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { announce } from '../../components/announcer.tsx';
import type { Scenario } from '../../lib/glab.ts';
import { told } from '../../lib/told.ts';
import { isOver, scenarioQuery, scenariosQuery } from './api.ts';
import { messages } from './messages.ts';

/** Puts what the environment tells about a scenario into the query cache; ends are also spoken. */
export function useScenarioEvents(): (scenario: Scenario) => void {
  const queries = useQueryClient();
  return useCallback(
    (scenario) => {
      const { queryKey } = scenarioQuery(scenario.id);
      const before = queries.getQueryData(queryKey);
      // A late event must not bring an ended run back to life.
      if (before !== undefined && isOver(before) && !isOver(scenario)) return;
      void told(queries, queryKey, scenario);
      if (before?.status === scenario.status) return;
      void queries.invalidateQueries({ queryKey: scenariosQuery.queryKey });
      if (before === undefined || !isOver(scenario)) return;
      announce(messages.ended(scenario.title, scenario.status));
      void queries.invalidateQueries({ queryKey: ['scenario-log', scenario.id] });
    },
    [queries],
  );
}
