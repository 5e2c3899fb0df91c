import { useQuery } from '@tanstack/react-query';
import { Notice } from '../../components/notice.tsx';
import { environmentQuery } from './api.ts';
import { messages } from './messages.ts';

export function BrickErrors() {
  const broken = useQuery(environmentQuery).data?.bricks.filter(({ status }) => status === 'error') ?? [];
  if (broken.length === 0) return null;
  return (
    <Notice tone="warn" title={messages.bricks}>
      {broken.map(({ name, version, error }) => (
        <p key={name}>{messages.brick(name, version, error ?? '')}</p>
      ))}
      <p>{messages.bricksHint}</p>
    </Notice>
  );
}
