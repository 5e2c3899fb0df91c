import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { Button, ButtonAnchor, ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { jobQuery } from '../../features/jobs/api.ts';
import { JobProgress } from '../../features/jobs/job-progress.tsx';
import { statusQuery } from '../../features/lab/api.ts';
import { behindHost, mayStart, offersStart, type Behind } from '../../features/start/behind-host.ts';
import { useStartEnvironment } from '../../features/start/api.ts';
import { meantAddress } from '../../features/start/meant-address.ts';
import { messages } from '../../features/start/messages.ts';
import { labQuery, useMayAll } from '../../lib/session.ts';

/** Where the gate leads a browser that asked for a page of an environment which is stopped. */
export function StartPage() {
  const { host = '' } = useParams();
  const [search] = useSearchParams();
  const lab = useQuery(labQuery);
  // What the gate said is newer than what this browser may remember.
  const status = useQuery({ ...statusQuery, staleTime: 0, refetchOnMount: 'always' });
  if (status.isError || lab.isError)
    return <ProblemNotice error={status.error ?? lab.error} onRetry={() => void status.refetch()} />;
  if (lab.data === undefined || status.data === undefined || !status.isFetchedAfterMount)
    return <Loading what={messages.loading} />;
  const origin = (lab.data.hosts as Record<string, string | undefined>)[host];
  const found = behindHost(status.data, host);
  if (found === undefined || (origin === undefined && found.environment.state !== 'disabled'))
    return <NotFound title={messages.unknown} why={messages.unknownWhy} back={messages.toStatus} />;
  const address = meantAddress(origin ?? lab.data.hosts.console, search.get('to'), location.hash);
  return <Door host={host} found={found} address={address} job={status.data.runningJob} />;
}

interface DoorProps {
  host: string;
  found: Behind;
  address: string;
  /** The job that runs now. */
  job: string | null;
}

function Door({ host, found, address, job }: DoorProps) {
  const { environment, runs, starting } = found;
  const start = useStartEnvironment(environment.name);
  const may = useMayAll();
  const name = messages.name(host);
  useEffect(() => {
    // Not to be found again by going back.
    if (runs) location.replace(address);
  }, [runs, address]);
  const shown = start.data?.id ?? (starting ? job : null);
  const { data: asked = start.data } = useQuery({ ...jobQuery(shown ?? ''), enabled: shown !== null });
  const offered = offersStart(found, asked?.state);
  return (
    <Page
      title={(starting && !offered) || runs ? messages.titleStarting(name) : messages.title(name)}
      lead={messages.lead}
    >
      {runs ? (
        <Notice
          tone="ok"
          role="status"
          title={messages.opening}
          actions={<ButtonAnchor href={address}>{messages.openNow}</ButtonAnchor>}
        />
      ) : (
        <Card title={found.sentence}>
          {offered && (
            <WayIn
              disabled={environment.state === 'disabled'}
              allowed={mayStart(found, may)}
              busy={start.isPending}
              onStart={() => {
                start.mutate();
              }}
            />
          )}
        </Card>
      )}
      {start.isError && <ProblemNotice error={start.error} />}
      {shown !== null && <JobProgress id={shown} />}
    </Page>
  );
}

interface WayInProps {
  disabled: boolean;
  allowed: boolean;
  busy: boolean;
  onStart: () => void;
}

function WayIn({ disabled, allowed, busy, onStart }: WayInProps) {
  if (disabled || !allowed)
    return (
      <Notice
        tone="info"
        title={disabled ? messages.disabled : messages.ask}
        actions={<ButtonLink to="/">{messages.toStatus}</ButtonLink>}
      />
    );
  return (
    <p>
      <Button look="primary" icon="play" busy={busy} onClick={onStart}>
        {messages.start}
      </Button>
    </p>
  );
}
