import { expect } from 'chai';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';

const file = (prod: string, top = ''): string =>
  `name: lab\n${top}environments:\n  prod:\n${prod
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

describe('core/labfile/on-demand-fields', () => {
  const refusal = (text: string): string => {
    const answer = parseLabFile(text);
    return 'ok' in answer
      ? 'none'
      : answer.problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  };

  it('a lab without them runs until a person stops it, in UTC', () => {
    const answer = parseLabFile('name: lab\n');
    if (!('ok' in answer)) throw new Error('it is valid');
    expect(answer.ok.timeZone).to.equal('UTC');
    expect(answer.ok.environments.prod.schedule).to.deep.equal({ start: undefined, stop: undefined });
    expect(answer.ok.environments.prod.idle).to.deep.equal({ stopAfter: undefined });
  });

  it('reads when an environment starts and stops', () => {
    const answer = parseLabFile(
      file(
        'schedule: { start: "0 7 * * 1-5", stop: "0 20 * * *" }\nidle: { stopAfter: 2h }',
        'timeZone: Europe/Paris\n',
      ),
    );
    if (!('ok' in answer)) throw new Error(JSON.stringify(answer.problems));
    const { schedule, idle } = answer.ok.environments.prod;
    expect([schedule.start, schedule.stop, idle.stopAfter]).to.deep.equal([
      '0 7 * * 1-5',
      '0 20 * * *',
      7_200_000,
    ]);
  });

  it('names what is no time, and what to write', () => {
    expect(refusal(file('schedule: { start: "0 25 * * *" }'))).to.match(
      /^environments\.prod\.schedule\.start is no cron/,
    );
    expect(refusal(file('schedule: { stop: "0 0 31 2 *" }'))).to.contain('never comes true');
    for (const other of ['* * * * * *', '2027-01-01T00:00:00', '2020-01-01T00:00:00', '@daily'])
      expect(refusal(file(`schedule: { stop: "${other}" }`)), other).to.match(/is no cron time.*five parts/);
    expect(refusal(file(`schedule: { stop: "${'1,'.repeat(5000)}" }`))).to.contain('longer than 100');
    expect(refusal(file('idle: { stopAfter: soon }'))).to.equal(
      'environments.prod.idle.stopAfter has to be a time',
    );
    expect(refusal(file('idle: { stopAfter: 5s }'))).to.contain('5s is out of range');
    for (const zone of ['Mars/Base', '"+02:00"', '""', '"a\\nb"'])
      expect(refusal(file('enabled: true', `timeZone: ${zone}\n`)), zone).to.contain('timeZone');
  });
});
