import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { IconName } from '../../components/icon.tsx';
import { useMayAll } from '../../lib/session.ts';
import styles from './action-buttons.module.css';
import { messages } from './messages.ts';
import { allowedOffer, type Action, type Offer } from './service-actions.ts';

const words = messages.actions;
const icons: Record<Action, IconName> = {
  install: 'download',
  start: 'play',
  stop: 'stop',
  restart: 'restart',
  enable: 'check',
  disable: 'x-circle',
  uninstall: 'trash',
};

interface ActionButtonsProps {
  offer: Offer;
  /** `lab`, an environment or a service. */
  target: string;
  /** A job is running: another would be refused. */
  busy: boolean;
  small?: boolean;
  onAct: (action: Action, target: string) => void;
}

/** What this person may ask of it: a button each, and one that leads to the rest. */
export function ActionButtons({ offer, target, busy, small = true, onAct }: ActionButtonsProps) {
  const may = useMayAll();
  const [open, setOpen] = useState(false);
  const { main, more } = allowedOffer(offer, may);
  const what = target === 'lab' ? messages.confirm.lab : target;
  return (
    <>
      {main.map((action) => (
        <Button
          key={action}
          small={small}
          icon={icons[action]}
          disabled={busy}
          aria-label={target === 'lab' ? undefined : words.of(words.names[action], what)}
          onClick={() => {
            onAct(action, target);
          }}
        >
          {target === 'lab' ? words.all(words.names[action]) : words.names[action]}
        </Button>
      ))}
      {more.length > 0 && (
        <Button
          small={small}
          look="quiet"
          disabled={busy}
          aria-label={words.of(words.more, what)}
          aria-haspopup="dialog"
          onClick={() => {
            setOpen(true);
          }}
        >
          {words.more}
        </Button>
      )}
      {open && (
        <Dialog
          title={words.moreOf(what)}
          onClose={() => {
            setOpen(false);
          }}
          actions={
            <Button
              onClick={() => {
                setOpen(false);
              }}
            >
              {words.close}
            </Button>
          }
        >
          <ul className={styles.choices}>
            {more.map((action) => (
              <li key={action}>
                <Button
                  icon={icons[action]}
                  onClick={() => {
                    setOpen(false);
                    onAct(action, target);
                  }}
                >
                  {words.names[action]}
                </Button>
                <span>{words.about[action]}</span>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
