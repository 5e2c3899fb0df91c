import type { RepositoryReply } from 'lab-manager/contract';
import { useState } from 'react';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { IconName } from '../../components/icon.tsx';
import { State, type Tone } from '../../components/state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatSize } from '../../lib/size.ts';
import { AddDialog } from './add-dialog.tsx';
import { CodeDialog } from './code-dialog.tsx';
import { messages } from './messages.ts';
import { RepairDialog } from './repair-dialog.tsx';

const words = messages.repositories;
const { columns } = words;

const looks: Record<RepositoryReply['state'], [Tone, IconName]> = {
  declared: ['warn', 'question'],
  ready: ['ok', 'check-circle'],
  unreachable: ['bad', 'x-circle'],
  removed: ['quiet', 'ring'],
};

const codeLooks: Record<RepositoryReply['recoveryCode'], [Tone, IconName]> = {
  none: ['bad', 'alert'],
  unconfirmed: ['warn', 'alert'],
  renewing: ['warn', 'clock'],
  confirmed: ['ok', 'check-circle'],
};

type Asked = { repository: RepositoryReply; what: 'add' | 'make' | 'type' | 'repair' };

interface RepositoriesCardProps {
  repositories: readonly RepositoryReply[];
  mayManage: boolean;
}

/** Where snapshots are kept, and whether anything but this lab opens that. */
export function RepositoriesCard({ repositories, mayManage }: RepositoriesCardProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  return (
    <Card title={words.title} lead={words.lead} flush>
      {repositories.length === 0 ? (
        <EmptyState
          icon="key"
          title={words.empty}
          action={<ButtonLink to="/settings/lab-file">{words.labFile}</ButtonLink>}
        >
          {words.emptyWhy}
        </EmptyState>
      ) : (
        <Table
          columns={[
            columns.name,
            columns.state,
            columns.holds,
            columns.code,
            { name: columns.actions, kind: 'actions' },
          ]}
        >
          {repositories.map((one) => (
            <Row key={one.name} repository={one} mayManage={mayManage} onAsk={setAsked} />
          ))}
        </Table>
      )}
      {asked?.what === 'add' && <AddDialog repository={asked.repository} onClose={close} />}
      {asked?.what === 'repair' && <RepairDialog repository={asked.repository.name} onClose={close} />}
      {(asked?.what === 'make' || asked?.what === 'type') && (
        <CodeDialog repository={asked.repository.name} makes={asked.what === 'make'} onClose={close} />
      )}
    </Card>
  );
}

interface RowProps {
  repository: RepositoryReply;
  mayManage: boolean;
  onAsk: (asked: Asked) => void;
}

function Row({ repository, mayManage, onAsk }: RowProps) {
  const { name, location, copyOf, state, why, damage, onDataDisk, recoveryCode } = repository;
  const [tone, icon] = looks[state];
  const [codeTone, codeIcon] = codeLooks[recoveryCode];
  return (
    <tr data-repository={name}>
      <td>
        <div className={table.name}>{name}</div>
        <div className={table.quiet}>{location}</div>
        {copyOf !== null && <div className={table.quiet}>{words.copyOf(copyOf)}</div>}
      </td>
      <td data-label={columns.state}>
        <div>
          <State tone={tone} icon={icon}>
            {words.states[state]}
          </State>
          {damage.length > 0 && (
            <State tone="bad" icon="alert">
              {words.damaged}
            </State>
          )}
          {why !== null && <div className={table.quiet}>{why}</div>}
          {damage.map((one) => (
            <div key={`${one.foundAt} ${one.words}`} className={table.quiet}>
              {one.words}
            </div>
          ))}
          {onDataDisk === true && <div className={table.quiet}>{words.onDataDisk}</div>}
        </div>
      </td>
      <td data-label={columns.holds}>{state === 'declared' ? '–' : <Holds repository={repository} />}</td>
      <td data-label={columns.code}>
        {state === 'declared' ? (
          '–'
        ) : (
          <State tone={codeTone} icon={codeIcon}>
            {words.codes[recoveryCode]}
          </State>
        )}
      </td>
      <td>{mayManage && <Actions repository={repository} onAsk={onAsk} />}</td>
    </tr>
  );
}

function Holds({ repository: { snapshots, bytes, read } }: { repository: RepositoryReply }) {
  return (
    <div>
      <div>{words.holds(words.snapshots(snapshots), bytes === null ? undefined : formatSize(bytes))}</div>
      <div className={table.quiet}>{words.read(read.parts, read.of)}</div>
    </div>
  );
}

function Actions({ repository, onAsk }: Omit<RowProps, 'mayManage'>) {
  const { name, state, damage, recoveryCode } = repository;
  // Nothing is done in one that the lab file doesn't name.
  if (state === 'removed') return null;
  const isOpen = recoveryCode === 'unconfirmed' || recoveryCode === 'renewing';
  const button = (what: Asked['what'], label: string, of: string) => (
    <Button
      small
      aria-label={of}
      onClick={() => {
        onAsk({ repository, what });
      }}
    >
      {label}
    </Button>
  );
  return (
    <div className={table.actions}>
      {state === 'declared' ? (
        button('add', words.add, words.addOf(name))
      ) : (
        <>
          {damage.length > 0 && button('repair', words.repair, words.repairOf(name))}
          {isOpen && button('type', words.typeBack, words.typeBackOf(name))}
          {button('make', words.newCode, words.newCodeOf(name))}
        </>
      )}
    </div>
  );
}
