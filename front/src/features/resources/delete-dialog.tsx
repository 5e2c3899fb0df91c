import { useNavigate } from 'react-router';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import type { Resource } from '../../lib/glab.ts';
import { useDeleteResource } from './api.ts';
import { messages } from './messages.ts';

export function DeleteDialog({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  const removal = useDeleteResource();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      title={messages.deleteTitle(resource.name)}
      confirm={messages.delete}
      typed={resource.name}
      busy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => {
        removal.mutate(resource.id, {
          onSuccess: () => {
            announce(messages.deleted(resource.name));
            void navigate('/', { replace: true });
          },
        });
      }}
    >
      <p>{messages.deleteWhy}</p>
      <p>{messages.deleteKept}</p>
    </ConfirmDialog>
  );
}
