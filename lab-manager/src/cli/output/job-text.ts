import type { JobReply, JobsReply } from '../../contract/index.ts';
import { duration, table, toned, type Tone } from './style.ts';
import type { Terminal } from './terminal.ts';

type Summary = JobsReply['items'][number];

const tones: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  running: 'busy',
  queued: 'busy',
  failed: 'bad',
};

/** Where a person sees the job in a browser. */
export const jobPage = (lab: URL, id: string): string => new URL(`/jobs/${id}`, lab).href;

/** `running, 40 %`; the share is of steps that are known so far. */
const stateWords = ({ state, progress }: Summary): string =>
  state === 'running' ? `${state}, ${Math.round(progress * 100)} %` : state;

const stateOf = (terminal: Terminal, job: Summary): string =>
  toned(terminal, tones[job.state] ?? 'quiet', stateWords(job));

export const jobRow = (terminal: Terminal, job: Summary): string[] => [
  job.id,
  stateOf(terminal, job),
  job.createdAt.slice(0, 19).replace('T', ' '),
  job.outcome ?? job.title,
];

export function jobText(terminal: Terminal, lab: URL, job: JobReply): string {
  const took =
    job.startedAt && job.endedAt
      ? ` in ${duration(Date.parse(job.endedAt) - Date.parse(job.startedAt))}`
      : '';
  const lines = [`${job.title}: ${stateOf(terminal, job)}${took}`];
  lines.push(`asked for by ${job.requestedBy.name} (${job.requestedBy.via}) at ${job.createdAt}`);
  lines.push(jobPage(lab, job.id), '');
  lines.push(
    table(
      job.steps.map((step) => [
        String(step.seq),
        step.state,
        step.detail ? `${step.sentence} (${step.detail})` : step.sentence,
      ]),
    ),
  );
  if (job.outcome) lines.push('', job.outcome);
  if (job.error)
    lines.push(`error: ${job.error.message}`, ...(job.error.hint ? [`  ${job.error.hint}`] : []));
  return lines.join('\n');
}
