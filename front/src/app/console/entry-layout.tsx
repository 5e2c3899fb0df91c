import { useQuery } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { Shell } from '../../components/shell.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { TopBar } from '../../components/top-bar.tsx';
import { labQuery } from '../../lib/session.ts';
import { Brand } from './brand.tsx';

export function EntryLayout() {
  const { data: lab } = useQuery(labQuery);
  return (
    <Shell
      header={
        <TopBar brand={<Brand name={lab?.name} />} links={[]}>
          <ThemeToggle />
        </TopBar>
      }
    >
      <Outlet />
    </Shell>
  );
}
