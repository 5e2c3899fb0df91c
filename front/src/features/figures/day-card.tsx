import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import type { FiguresReply } from 'lab-manager/contract';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { historyQuery } from './api.ts';
import { aboutSubject, daysOf, machine, mostOf, type Day } from './day.ts';
import { DayTable } from './day-table.tsx';
import { messages } from './messages.ts';
import styles from './day-card.module.css';

const words = messages.day;

/** Who looks at no chart loads nothing of what draws them. */
const DayChart = lazy(async () => ({ default: (await import('./day-chart.tsx')).DayChart }));

interface DayCardProps {
  figures: FiguresReply;
  subject: string;
  onChoose: (subject: string) => void;
}

export function DayCard({ figures, subject, onChoose }: DayCardProps) {
  const { hash, key } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  // Whoever chose a service in the table wants to see its day, and go on from there by keyboard.
  useEffect(() => {
    if (hash !== '#day') return;
    place.current?.scrollIntoView();
    place.current?.focus({ preventScroll: true });
  }, [hash, key]);
  return (
    <div ref={place} tabIndex={-1} className={styles.place}>
      <Card
        title={words.title}
        aside={
          <label className={styles.choice}>
            {words.show}
            <select
              value={subject}
              onChange={({ target }) => {
                onChoose(target.value);
              }}
            >
              <option value={machine}>{messages.machine.name}</option>
              {figures.environments.map(({ name }) => (
                <option key={name} value={name}>
                  {messages.services.all(name)}
                </option>
              ))}
              {figures.services.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        }
      >
        <DayOf key={subject} figures={figures} subject={subject} />
      </Card>
    </div>
  );
}

function DayOf({ figures, subject }: Pick<DayCardProps, 'figures' | 'subject'>) {
  const query = useQuery(historyQuery(subject));
  const { kind, limits } = aboutSubject(subject, figures);
  const { cpus, memoryBytes } = limits;
  const history = query.data;
  // Figures come every few seconds, a point of the day once a minute.
  const days = useMemo(
    () => (history === undefined ? [] : daysOf(history, kind, { cpus, memoryBytes }).filter(isTold)),
    [history, kind, cpus, memoryBytes],
  );
  if (query.isPending) return <Loading what={words.loading} />;
  if (history === undefined)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (days.length === 0)
    return (
      <EmptyState icon="clock" title={words.empty}>
        {words.emptyWhy}
      </EmptyState>
    );
  return (
    <Suspense fallback={<Loading what={words.loading} />}>
      <div className={styles.charts}>
        {days.map((day) => (
          <div key={day.id} className={styles.one}>
            <DayChart day={day} />
            <DayTable day={day} />
          </div>
        ))}
      </div>
    </Suspense>
  );
}

const isTold = ({ lines }: Day): boolean => lines.some(({ values }) => mostOf(values) !== undefined);
