import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { labQuery } from '../../lib/session.ts';
import { messages } from './messages.ts';

/** This page was loaded from an older lab: its newer parts may not fit. */
export function UpdatedBanner() {
  const { data: lab } = useQuery({ ...labQuery, refetchInterval: 60_000 });
  const first = useRef<string>(undefined);
  first.current ??= lab?.version;
  if (lab === undefined || first.current === lab.version) return null;
  return (
    <Banner label={messages.notices}>
      <Notice
        tone="info"
        role="status"
        title={messages.updated(lab.version)}
        actions={
          <Button
            small
            onClick={() => {
              location.reload();
            }}
          >
            {messages.reload}
          </Button>
        }
      />
    </Banner>
  );
}
