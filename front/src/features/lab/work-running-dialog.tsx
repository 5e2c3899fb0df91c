import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Problem } from '../../lib/problem.ts';
import { messages } from './messages.ts';

const words = messages.confirm;
const titles: Record<string, string> = {
  'work.unknown': words.workUnknown,
  'environment.in_use': words.people,
};
/** The job tells all the while what it waits for, and can be cancelled. */
const longWaitSeconds = 24 * 3600;

interface WorkRunningDialogProps {
  problem: Problem;
  busy: boolean;
  onChoose: (waitForWork: number) => void;
  onClose: () => void;
}

/** Nothing was stopped yet: a person decides what becomes of the work. */
export function WorkRunningDialog({ problem, busy, onChoose, onClose }: WorkRunningDialogProps) {
  const isOfPeople = problem.code === 'environment.in_use';
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        look="danger"
        busy={busy}
        onClick={() => {
          onChoose(0);
        }}
      >
        {isOfPeople ? words.disableAnyway : words.endIt}
      </Button>
      {!isOfPeople && (
        <Button
          look="primary"
          busy={busy}
          onClick={() => {
            onChoose(longWaitSeconds);
          }}
        >
          {words.waitForIt}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={titles[problem.code] ?? words.work} onClose={onClose} actions={actions}>
      <p>{problem.message}</p>
      <p>{isOfPeople ? words.peopleWhat : words.workWhat}</p>
    </Dialog>
  );
}
