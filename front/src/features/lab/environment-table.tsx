import type { EnvironmentReply } from 'lab-manager/contract';
import { State } from '../../components/state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { ActionButtons } from './action-buttons.tsx';
import { messages } from './messages.ts';
import { environmentOffer, type Action } from './service-actions.ts';
import { stateLooks } from './state-looks.ts';

const words = messages.environments;

interface EnvironmentTableProps {
  environments: readonly EnvironmentReply[];
  busy: boolean;
  onAct: (action: Action, environment: string) => void;
}

/** Each environment in the lab's own words: why it is as it is, what waits, and when that changes. */
export function EnvironmentTable({ environments, ...rest }: EnvironmentTableProps) {
  const { name, state, how, actions } = words.columns;
  return (
    <Table columns={[name, state, how, { name: actions, kind: 'actions' }]}>
      {environments.map((environment) => (
        <tr key={environment.name} data-environment={environment.name} data-state={environment.state}>
          <td>
            <div className={table.name}>
              {messages.services.environments[environment.name] ?? environment.name}
            </div>
          </td>
          <td data-label={state}>
            <State {...stateLooks[environment.state]}>{words.states[environment.state]}</State>
          </td>
          <td data-label={how}>{environment.sentence}</td>
          <td>
            <div className={table.actions}>
              <ActionButtons offer={environmentOffer(environment)} target={environment.name} {...rest} />
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}
