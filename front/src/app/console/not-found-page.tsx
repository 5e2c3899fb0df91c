import { ButtonLink } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { messages } from './messages.ts';

export function NotFoundPage() {
  return (
    <Page title={messages.notFound.title} lead={messages.notFound.why}>
      <p>
        <ButtonLink look="primary" to="/">
          {messages.notFound.back}
        </ButtonLink>
      </p>
    </Page>
  );
}
