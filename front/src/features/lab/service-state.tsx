import type { ServiceReply } from 'lab-manager/contract';
import { State } from '../../components/state.tsx';
import { messages } from './messages.ts';
import { stateLooks } from './state-looks.ts';

export function ServiceState({ state }: { state: ServiceReply['state'] }) {
  return <State {...stateLooks[state]}>{messages.services.states[state]}</State>;
}
