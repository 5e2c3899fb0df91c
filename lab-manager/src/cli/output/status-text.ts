import type { ServiceReply, StatusReply } from '../../contract/index.ts';
import { duration, table, toned, type Tone } from './style.ts';
import type { Terminal } from './terminal.ts';

const tones: Readonly<Record<string, Tone>> = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  stopped: 'quiet',
};

/** What `labctl status` shows: one sentence, the environments, the services, what needs a person, and what is under way. */
export function statusText(terminal: Terminal, reply: StatusReply): string {
  const parts = [
    toned(terminal, 'strong', reply.summary),
    '',
    table(reply.environments.map((one) => [one.name, one.sentence])),
    '',
    table(reply.services.map((one) => row(terminal, one))),
  ];
  for (const problem of reply.problems) {
    const tone: Tone = problem.severity === 'critical' ? 'bad' : 'busy';
    parts.push(
      '',
      `${toned(terminal, tone, `${problem.severity}:`)} ${problem.message}`,
      `  ${problem.hint}`,
    );
  }
  if (reply.runningJob) parts.push('', `A job is running: labctl job show ${reply.runningJob}`);
  for (const { id, title } of reply.waitingJobs)
    parts.push('', `A job waits for work to end: ${title} (labctl job show ${id})`);
  return parts.join('\n');
}

function row(terminal: Terminal, service: ServiceReply): string[] {
  const up = service.startedAt === null ? '' : `for ${duration(Date.now() - Date.parse(service.startedAt))}`;
  const how = service.message ?? (service.state === 'running' ? up : '');
  const more = service.app === null ? how : `${how} ${service.app.url}`.trim();
  return [service.name, toned(terminal, tones[service.state] ?? 'bad', service.state), more];
}
