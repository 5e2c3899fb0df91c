import { expect } from 'chai';
import type { LogLine, LogQuery } from '../../../src/core/ports.ts';
import { searchLog, type LogSearch } from '../../../src/engine/search-log.ts';

describe('engine/search-log', () => {
  const texts = ['start', 'Error: one', 'going on', 'error: two', 'going on', 'the last ERROR'];
  let asked: LogQuery[];

  beforeEach(() => (asked = []));

  async function* read(query: LogQuery): AsyncIterable<LogLine> {
    asked.push(query);
    const { tail = texts.length, follow } = query;
    for (const text of [...texts.slice(-tail), ...(follow ? ['fine', 'a new error'] : [])])
      yield { stream: 'stdout', time: '2026-11-21T09:00:00Z', text };
    await Promise.resolve();
  }
  const found = async (search: Partial<LogSearch>) => {
    const lines: string[] = [];
    const query = { tail: undefined, since: undefined, follow: false, grep: undefined, ...search };
    for await (const { text } of searchLog(read, query)) lines.push(text);
    return lines;
  };

  it('without a text it is the log as it is, read once', async () => {
    expect(await found({ tail: 2 })).to.deep.equal(['going on', 'the last ERROR']);
    expect(asked).to.have.lengthOf(1);
  });

  it('finds the text in capitals or not', async () => {
    expect(await found({ grep: 'eRRor' })).to.deep.equal(['Error: one', 'error: two', 'the last ERROR']);
  });

  it('the last lines are the last that match, of the whole log', async () => {
    expect(await found({ grep: 'error', tail: 2 })).to.deep.equal(['error: two', 'the last ERROR']);
    expect(await found({ grep: 'start', tail: 1 })).to.deep.equal(['start']);
    expect(await found({ grep: 'error', tail: 0 })).to.deep.equal([]);
  });

  it('goes on with new lines that match', async () => {
    expect(await found({ grep: 'error', tail: 1, follow: true })).to.deep.equal([
      'the last ERROR',
      'a new error',
    ]);
  });

  it('a text is a text, whatever it would mean as a pattern', async () => {
    expect(await found({ grep: '.*' })).to.deep.equal([]);
  });

  it('asks for no more than the time that was asked for', async () => {
    await found({ grep: 'error', since: 5, tail: 1 });
    expect(asked.map(({ since }) => since)).to.deep.equal([5, 5]);
  });
});
