import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Button, ButtonAnchor, ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { contentUrl } from '../../lib/glab.ts';
import { resourceQuery } from './api.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { messages } from './messages.ts';
import { PreviewTable } from './preview-table.tsx';
import { ResourceDetails } from './resource-details.tsx';

const back = <Link to="/">{messages.title}</Link>;

export function ResourcePage({ me, mayWrite }: { me: string | undefined; mayWrite: boolean }) {
  const { id = '' } = useParams();
  const query = useQuery(resourceQuery(id));
  const [deleting, setDeleting] = useState(false);
  if (query.isPending) return <Loading what={messages.loadingOne} />;
  if (query.isError) {
    return (
      <Page title={messages.title} above={back}>
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const resource = query.data;
  const actions = (
    <>
      {mayWrite && (
        <ButtonLink look="primary" icon="play" to={`/tasks?resource=${resource.id}`}>
          {messages.run}
        </ButtonLink>
      )}
      <ButtonAnchor icon="download" href={contentUrl(resource.id)} download={resource.name}>
        {messages.download}
      </ButtonAnchor>
      {mayWrite && (
        <Button
          icon="trash"
          onClick={() => {
            setDeleting(true);
          }}
        >
          {messages.delete}
        </Button>
      )}
    </>
  );
  return (
    <Page title={resource.name} above={back} actions={actions}>
      {resource.kind === 'table' ? (
        <Card title={messages.preview} flush>
          <PreviewTable resourceId={resource.id} name={resource.name} />
        </Card>
      ) : (
        <Card title={messages.preview} lead={messages.noPreview} />
      )}
      <ResourceDetails resource={resource} me={me} />
      {deleting && (
        <DeleteDialog
          resource={resource}
          onClose={() => {
            setDeleting(false);
          }}
        />
      )}
    </Page>
  );
}
