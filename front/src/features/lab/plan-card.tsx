import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { planQuery } from './api.ts';
import { messages } from './messages.ts';
import { PlanSteps } from './plan-steps.tsx';

const words = messages.plan;

interface PlanCardProps {
  mayApply: boolean;
  /** A version of the lab file waits for it, also where that changes nothing that runs. */
  versionWaits: boolean;
  applying: boolean;
  onApply: () => void;
}

export function PlanCard({ mayApply, versionWaits, applying, onApply }: PlanCardProps) {
  const plan = useQuery(planQuery);
  const aside = (
    <>
      <Button small icon="restart" busy={plan.isFetching} onClick={() => void plan.refetch()}>
        {words.show}
      </Button>
      {mayApply && (plan.data?.empty === false || (plan.isSuccess && versionWaits)) && (
        <Button small look="primary" busy={applying} onClick={onApply}>
          {words.apply}
        </Button>
      )}
    </>
  );
  return (
    <Card title={words.title} lead={words.lead} aside={aside}>
      {plan.isPending && <Loading what={words.loading} />}
      {plan.isError && <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.isSuccess && <PlanSteps plan={plan.data} />}
    </Card>
  );
}
