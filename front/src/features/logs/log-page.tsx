import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { Button, ButtonAnchor } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { LogView } from '../../components/log-view.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { formatClock } from '../../lib/format.ts';
import { apiBase } from '../../lib/http.ts';
import { useLiveState } from '../../lib/live.ts';
import { LogFilters, readFilter, searchOf } from './log-filters.tsx';
import { filterLines, type LogFilter, type LogLine } from './log-lines.ts';
import { messages } from './messages.ts';
import { useLogFollow } from './use-log-follow.ts';
import styles from './log-page.module.css';

const tones = { error: 'bad', warning: 'warn' } as const;

function viewLine(line: LogLine) {
  return {
    key: line.key,
    time: line.time === '' ? '' : formatClock(line.time),
    text: line.raw === undefined ? line.text : <Detailed line={line} raw={line.raw} />,
    ...(line.level === 'other' ? {} : { tone: tones[line.level] }),
  };
}

function Detailed({ line, raw }: { line: LogLine; raw: string }) {
  return (
    <details>
      <summary>{line.text}</summary>
      {raw}
    </details>
  );
}

/** All that is kept of it, as far as it matches: more than any page could show. */
function downloadOf(name: string, filter: LogFilter): string {
  const query = new URLSearchParams(searchOf(filter, Date.now()));
  query.set('tail', '10000000');
  return `${apiBase}/services/${encodeURIComponent(name)}/logs?${query.toString()}`;
}

export function LogPage() {
  const { name = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const [log, tell, followAgain] = useLogFollow(name, filter);
  const [atEnd, setAtEnd] = useState(true);
  const live = useLiveState().state === 'live';
  const shown = filterLines(log.lines, filter);
  const searched = filter.text.trim() !== '' || filter.since !== null;

  return (
    <Page
      title={messages.title(name)}
      above={<Link to="/">{messages.back}</Link>}
      lead={messages.lead}
      actions={
        <>
          <Button
            icon={log.paused ? 'play' : 'pause'}
            onClick={() => {
              tell({ type: log.paused ? 'resumed' : 'paused' });
            }}
          >
            {log.paused ? messages.resume(log.held.length) : messages.pause}
          </Button>
          <ButtonAnchor icon="download" href={downloadOf(name, filter)} download={`${name}.log`}>
            {messages.download}
          </ButtonAnchor>
        </>
      }
    >
      {!live && <Notice tone="warn" title={messages.connecting} />}
      {log.refused !== null && (
        <Notice tone="bad" role="alert" title={messages.refused}>
          <p>{log.refused}</p>
        </Notice>
      )}
      {log.ended !== null && (
        <Notice
          tone="info"
          role="status"
          title={messages.ended(log.ended)}
          actions={
            <Button small onClick={followAgain}>
              {messages.again}
            </Button>
          }
        />
      )}
      <Card
        title={messages.shown(shown.length, log.lines.length)}
        aside={<LogFilters filter={filter} onChange={setParameters} />}
        flush
      >
        <LogView
          tall
          label={messages.title(name)}
          lines={shown.map(viewLine)}
          empty={log.lines.length === 0 && !searched ? messages.empty : messages.emptyFiltered}
          follow={atEnd}
          onFollow={setAtEnd}
        />
      </Card>
      <div className={styles.foot}>
        {!atEnd && (
          <Button
            small
            onClick={() => {
              setAtEnd(true);
            }}
          >
            {messages.toEnd}
          </Button>
        )}
        {log.trimmed && <span>{messages.trimmed}</span>}
      </div>
    </Page>
  );
}
