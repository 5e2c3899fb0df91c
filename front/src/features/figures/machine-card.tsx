import type { FiguresReply } from 'lab-manager/contract';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Facts } from '../../components/facts.tsx';
import { formatSize } from '../../lib/size.ts';
import { formatCores } from './format.ts';
import { messages } from './messages.ts';
import { Meter } from './meter.tsx';

const words = messages.machine;

export function MachineCard({ machine, disks }: Pick<FiguresReply, 'machine' | 'disks'>) {
  if (machine === null)
    return (
      <Card title={words.title}>
        <EmptyState icon="loader" title={words.unknown}>
          {words.unknownWhy}
        </EmptyState>
      </Card>
    );
  const [one, five, fifteen] = machine.load.map(formatCores);
  return (
    <Card title={words.title}>
      <Facts
        items={[
          [
            words.cpu,
            <Meter
              key="cpu"
              label={messages.usedOf(words.cpu, words.name)}
              used={machine.cpu}
              limit={machine.cores}
              format={formatCores}
              formatLimit={String}
            />,
          ],
          [
            words.memory,
            <Meter
              key="memory"
              label={messages.usedOf(words.memory, words.name)}
              used={machine.memoryBytes}
              limit={machine.memoryTotalBytes}
              format={formatSize}
            />,
          ],
          ...disks.map(
            ({ path, usedBytes, availableBytes, totalBytes }) =>
              [
                words.disk(path),
                <Meter
                  key={path}
                  label={words.disk(path)}
                  used={usedBytes}
                  // What is kept back for others is no room: as df counts it.
                  limit={usedBytes + availableBytes}
                  format={formatSize}
                  text={words.diskOf(
                    formatSize(usedBytes),
                    formatSize(availableBytes),
                    formatSize(totalBytes),
                  )}
                />,
              ] as const,
          ),
          [words.load, words.loadOf(one ?? '', five ?? '', fifteen ?? '')],
        ]}
      />
    </Card>
  );
}
