import { useQuery } from '@tanstack/react-query';
import type { StatusReply } from 'lab-manager/contract';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { referenceQuery } from '../../features/reference/api.ts';
import { messages } from '../../features/reference/messages.ts';
import { GenerationTable, WantedReference } from '../../features/reference/reference-details.tsx';
import { unusedGeneration, type UnusedData } from '../../features/reference/unused-data.ts';
import styles from './reference-card.module.css';

interface ReferenceCardProps {
  status: Pick<StatusReply, 'problems' | 'runningJob'>;
  deletion: (data: UnusedData) => ReactNode;
}

/** The reference database: what the bricks ask for and what lies on the disk. Nothing where there is neither. */
export function ReferenceCard({ status: { problems, runningJob }, deletion }: ReferenceCardProps) {
  const told = problems.filter(({ id }) => id.startsWith('reference-'));
  const since = [runningJob ?? '', ...told.map(({ id, subject }) => `${id} ${subject}`)].join(' ');
  const { data } = useQuery(referenceQuery(since));
  if (data === undefined || (data.wanted === null && data.generations.length === 0)) return null;
  const { generations } = data;
  return (
    <Card title={messages.title} lead={messages.lead}>
      <div className={styles.content}>
        <WantedReference {...data} />
        {generations.length > 0 && (
          <GenerationTable generations={generations} actions={(one) => deletion(unusedGeneration(one))} />
        )}
      </div>
    </Card>
  );
}
