import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { messages as environment } from '../../features/environment/messages.ts';
import { ResourceList } from '../../features/resources/resource-list.tsx';
import { UploadCard } from '../../features/uploads/upload-card.tsx';
import { messages } from './messages.ts';

interface ResourcesPageProps {
  me: string | undefined;
  mayWrite: boolean;
}

export function ResourcesPage({ me, mayWrite }: ResourcesPageProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <Page title={messages.resources} lead={messages.resourcesLead}>
      {mayWrite ? (
        <UploadCard chooser={chooser} />
      ) : (
        me !== undefined && <Notice tone="info" title={environment.readOnly} />
      )}
      <ResourceList
        me={me}
        emptyAction={
          mayWrite && (
            <Button look="primary" icon="upload" onClick={() => chooser.current?.click()}>
              {messages.uploadFirst}
            </Button>
          )
        }
      />
    </Page>
  );
}
