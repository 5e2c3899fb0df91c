import { plainRoutes, verbs } from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import type { LabError } from '../../core/model/lab-error.ts';
import type { LabStatus, ServiceStatus } from '../../core/model/lab-status.ts';
import { composeServices } from '../../core/names.ts';
import type { Principal } from '../access/principal.ts';
import { httpStatus } from '../http/http-status.ts';
import type { Page } from './page.ts';

export interface AtPagesDoor {
  status: LabStatus;
  /** Who is signed in to the console. */
  caller: Principal | undefined;
  /** Where to go once that works. */
  to: string;
  /** A start of it is asked for, and not over. */
  starting: boolean;
  /** Why what was just asked for was refused. */
  refused: LabError | undefined;
}

const again = 3;

/** What is shown in place of the console: what is stopped, and how whoever asks can start it. */
export function pageAtDoor(at: AtPagesDoor): { code: number; page: Page } {
  const { status, caller, to, starting, refused } = at;
  const { title, text } = said(status, caller !== undefined);
  const link = { href: to, text: 'Try again' };
  if (refused === undefined && starting)
    return {
      code: 503,
      page: {
        title: `${stoppedTarget(status) === 'lab' ? 'The lab' : 'The lab’s own pages'} will start`,
        text: 'This page goes on by itself.',
        link,
        againSeconds: again,
      },
    };
  if (front(status)?.wanted !== 'stopped')
    return { code: 503, page: { title, text, link, againSeconds: again } };
  return {
    code: refused === undefined ? 503 : httpStatus(refused.code),
    page: {
      title,
      text: refused === undefined ? text : refusalText(refused),
      link,
      ...offered(caller, status, to),
    },
  };
}

/** The hints of a request that is not valid are for programs: a person is told of the fields. */
function refusalText({ code, message, hint, details }: LabError): string {
  if (code !== 'request.invalid') return hint === undefined ? message : `${message} ${hint}`;
  return details.map(({ path, message: what }) => `The ${path} ${what}.`).join(' ');
}

const front = ({ services }: LabStatus): ServiceStatus | undefined =>
  services.find(({ name }) => name === 'front');

/** What a start at this door is of. By what is wanted: the lab's state tells of what is not well, even where all is stopped. */
export function stoppedTarget({ services }: LabStatus): 'lab' | 'front' {
  const own = services.filter(({ name }) => !composeServices.includes(name));
  return own.some(({ wanted }) => wanted === 'running') ? 'front' : 'lab';
}

function offered(caller: Principal | undefined, status: LabStatus, to: string): Pick<Page, 'form'> {
  const where = { name: 'to', type: 'hidden', value: to } as const;
  if (caller === undefined)
    return {
      form: {
        action: plainRoutes.pagesDoorSignIn.path,
        fields: [
          { name: 'email', label: 'E-mail', type: 'email' },
          { name: 'password', label: 'Password', type: 'password' },
          where,
        ],
        button: 'Sign in',
      },
    };
  if (!may(caller.user.role, verbs.start.access)) return {};
  const button = stoppedTarget(status) === 'lab' ? 'Start the lab' : 'Start the lab’s own pages';
  return { form: { action: plainRoutes.pagesDoorStart.path, fields: [where], button } };
}

/** Who stopped it is told to those who are signed in. */
export function said(status: LabStatus, tellsWho = false): { title: string; text: string } {
  const found = front(status);
  const whole = stoppedTarget(status) === 'lab';
  if (found?.wanted === 'uninstalled')
    return {
      title: 'The lab’s own pages are uninstalled',
      text: 'Its data is kept. On the lab’s machine, “labctl install” brings them back.',
    };
  if (found?.wanted !== 'stopped')
    return {
      title: 'The lab’s own pages do not answer',
      text: 'The lab brings them back by itself. If that takes more than a minute, “labctl doctor” tells what is in the way.',
    };
  const who = tellsWho ? `${found.message ?? 'Stopped.'} ` : '';
  const how = whole ? 'labctl start' : 'labctl start front';
  return {
    title: whole ? 'The lab is stopped' : 'The lab’s own pages are stopped',
    text: `${who}Whoever may start ${whole ? 'it' : 'them'} does so here, once signed in, or with “${how}”.`,
  };
}
