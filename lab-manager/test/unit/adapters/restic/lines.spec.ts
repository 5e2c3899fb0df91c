import { expect } from 'chai';
import { fieldsOf, timeOf } from '../../../../src/adapters/restic/fields.ts';
import { linesOf } from '../../../../src/adapters/restic/lines.ts';

async function lines(...chunks: (string | Buffer)[]): Promise<string[]> {
  async function* stream() {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  }
  const found: string[] = [];
  for await (const line of linesOf(stream())) found.push(line);
  return found;
}

describe('adapters/restic/lines', () => {
  it('a line is given once it is complete, however it was cut', async () => {
    expect(await lines('one\ntw', 'o\n\nthr', 'ee', '\nfour\n')).to.deep.equal([
      'one',
      'two',
      '',
      'three',
      'four',
    ]);
  });

  it('a last line without its end counts', async () => {
    expect(await lines('one\ntwo')).to.deep.equal(['one', 'two']);
    expect(await lines()).to.deep.equal([]);
  });

  it('a letter that was cut in two is one letter', async () => {
    const bytes = Buffer.from('größe\n');
    expect(await lines(bytes.subarray(0, 3), bytes.subarray(3))).to.deep.equal(['größe']);
  });
});

describe('adapters/restic/fields', () => {
  it('words among the messages are no message', () => {
    for (const line of ['', 'Fatal: no', '{"cut', '[1]', 'null', '"text"'])
      expect(fieldsOf(line), line).to.equal(undefined);
    expect(fieldsOf('{"message_type":"new in 2031"}')).to.deep.equal({ message_type: 'new in 2031' });
  });

  it('a time is read to the millisecond, in any zone', () => {
    expect(timeOf({ time: '2026-11-22T03:00:00.123456789+01:00' }, 'time')).to.equal(
      Date.UTC(2026, 10, 22, 2, 0, 0, 123),
    );
    expect(timeOf({ time: 'yesterday' }, 'time')).to.equal(undefined);
    expect(timeOf({}, 'time')).to.equal(undefined);
  });
});
