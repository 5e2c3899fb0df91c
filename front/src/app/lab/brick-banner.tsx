import { useQuery } from '@tanstack/react-query';
import { Banner } from '../../components/banner.tsx';
import { environmentQuery } from '../../features/environment/api.ts';
import { BrickErrors } from '../../features/environment/brick-errors.tsx';
import { messages } from './messages.ts';

export function BrickBanner() {
  const { data } = useQuery(environmentQuery);
  if (data?.bricks.some(({ status }) => status === 'error') !== true) return null;
  return (
    <Banner label={messages.notices}>
      <BrickErrors />
    </Banner>
  );
}
