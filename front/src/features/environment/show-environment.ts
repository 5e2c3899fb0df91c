import { environmentOfHost } from './api.ts';
import { messages } from './messages.ts';

/** Before anything is painted, and also while the environment's server does not answer: colour and title are the host's. */
export function showEnvironment(root: Pick<HTMLElement, 'dataset'>, host: string): void {
  const environment = environmentOfHost(host);
  root.dataset['environment'] = environment;
  root.dataset['site'] = messages.sites[environment] ?? messages.site;
}
