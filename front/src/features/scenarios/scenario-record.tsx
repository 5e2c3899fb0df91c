import { Link } from 'react-router';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import type { Scenario } from '../../lib/glab.ts';
import { messages } from './messages.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What is needed to answer, months later, how a result came to be. */
export function ScenarioRecord({ scenario }: { scenario: Scenario }) {
  const { task, inputs, parameters, provenance } = scenario;
  const brick = [provenance?.brick, provenance?.brick_version].filter(Boolean).join(' ');
  return (
    <Card title={messages.record}>
      <Facts
        items={[
          [messages.task, <code key="task">{task}</code>],
          ...(brick === '' ? [] : [[messages.brick, brick] as const]),
          ...(provenance?.core_version === undefined
            ? []
            : [[messages.server, provenance.core_version] as const]),
          ...Object.entries(inputs).map(
            ([name, id]) =>
              [
                messages.input(name),
                <Input key={name} id={id} known={provenance?.inputs?.[name]} />,
              ] as const,
          ),
          ...Object.entries(parameters).map(
            ([name, value]) => [name, <code key={name}>{shown(value)}</code>] as const,
          ),
        ]}
      />
    </Card>
  );
}

function Input({ id, known }: { id: string; known: { name: string; sha256: string } | undefined }) {
  return (
    <>
      <Link to={`/resources/${id}`}>{known?.name ?? id}</Link>
      {known !== undefined && (
        <div>
          <code>{messages.checksum(known.sha256)}</code>
        </div>
      )}
    </>
  );
}
