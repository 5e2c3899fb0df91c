import { useSearchParams } from 'react-router';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { DayCard } from './day-card.tsx';
import { machine } from './day.ts';
import { MachineCard } from './machine-card.tsx';
import { messages } from './messages.ts';
import { useFigures } from './use-figures.ts';
import { UseCard } from './use-table.tsx';

export function FiguresPage() {
  const query = useFigures();
  const [parameters, setParameters] = useSearchParams();
  if (query.isPending) return <Loading what={messages.loading} />;
  if (query.data === undefined)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  const figures = query.data;
  return (
    <Page title={messages.title} lead={messages.lead}>
      <MachineCard machine={figures.machine} disks={figures.disks} />
      <UseCard services={figures.services} environments={figures.environments} />
      <DayCard
        figures={figures}
        // In the address, so that a link shows the same day.
        subject={parameters.get('of') ?? machine}
        onChoose={(subject) => {
          setParameters(subject === machine ? {} : { of: subject }, { replace: true });
        }}
      />
    </Page>
  );
}
