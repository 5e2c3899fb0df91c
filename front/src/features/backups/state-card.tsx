import type { BackupsReply } from 'lab-manager/contract';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatDateTime } from '../../lib/format.ts';
import { messages } from './messages.ts';
import styles from './backups.module.css';

const words = messages.state;
const tones = { good: 'ok', none: 'warn', away: 'warn', alarm: 'bad' } as const satisfies Record<
  BackupsReply['state'],
  string
>;

/** Undefined where nights are asked for, and none is due yet: what they wait for is told by itself. */
function nextWords({ schedule, nextAt }: BackupsReply): string | undefined {
  if (nextAt !== null) return words.next(formatDateTime(nextAt));
  return schedule === null ? words.noSchedule : undefined;
}

/** How well the lab is kept, in one sentence; then what is next. */
export function StateCard({ backups }: { backups: BackupsReply }) {
  const { state, sentence, alarms, warnings, waiting, lastDrill, job } = backups;
  const next = nextWords(backups);
  return (
    <Card title={words.title}>
      <div className={styles.stack}>
        <Notice tone={tones[state]} title={sentence}>
          {alarms
            .filter((alarm) => alarm !== sentence)
            .map((alarm) => (
              <p key={alarm}>{alarm}</p>
            ))}
        </Notice>
        {warnings.map((warning) => (
          <Notice key={warning} tone="warn" title={warning} />
        ))}
        {next !== undefined && <p>{next}</p>}
        {waiting !== null && <p>{waiting}</p>}
        <p>{lastDrill === null ? words.noDrill : lastDrill.sentence}</p>
        {job !== null && (
          <p className={styles.row}>
            {words.underWay}
            <ButtonLink small to={`/jobs/${job}`}>
              {words.see}
            </ButtonLink>
          </p>
        )}
      </div>
    </Card>
  );
}
