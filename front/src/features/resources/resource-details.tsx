import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { formatBytes, formatCount, formatDateTime } from '../../lib/format.ts';
import type { Resource } from '../../lib/glab.ts';
import { messages } from './messages.ts';
import { maker, Origin } from './origin.tsx';

const { columns } = messages;

export function ResourceDetails({ resource, me }: { resource: Resource; me: string | undefined }) {
  return (
    <Card
      title={messages.details}
      aside={<CopyButton text={resource.sha256} label={messages.copyChecksum} />}
    >
      <Facts
        items={[
          [columns.kind, messages.kinds[resource.kind]],
          [columns.size, `${formatBytes(resource.size)} (${formatCount(resource.size)} bytes)`],
          [columns.when, formatDateTime(resource.created_at)],
          [columns.by, maker(resource, me)],
          [columns.origin, <Origin key="origin" origin={resource.origin} />],
          [messages.mediaType, resource.media_type],
          [messages.checksum, <code key="checksum">{resource.sha256}</code>],
        ]}
      />
    </Card>
  );
}
