import { ButtonLink } from './button.tsx';
import { Page } from './page.tsx';

/** The page at an address that has none. */
export function NotFound({ title, why, back }: { title: string; why: string; back: string }) {
  return (
    <Page title={title} lead={why}>
      <p>
        <ButtonLink look="primary" to="/">
          {back}
        </ButtonLink>
      </p>
    </Page>
  );
}
