import { expect } from 'chai';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { Frames } from '../../../../src/adapters/docker/frames.ts';
import { jsonLines } from '../../../../src/adapters/docker/json-lines.ts';
import { LogLines, longestLine } from '../../../../src/adapters/docker/log-lines.ts';

const time = '2026-11-21T10:39:42.847647092Z';
const later = '2026-11-21T10:39:43.000000000Z';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

describe('adapters/docker/frames', () => {
  it('finds every frame, however the stream is cut into chunks', () => {
    const texts = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string()), { maxLength: 10 });
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (messages, sizes) => {
        const whole = Buffer.concat(messages.map(([stream, text]) => frame(stream, text)));
        const frames = new Frames();
        const found: [number, string][] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          for (const { stream, payload } of frames.add(whole.subarray(at, at + size))) {
            found.push([stream === 'stderr' ? 2 : 1, payload.toString()]);
          }
          at += size;
        }
        expect(found).to.deep.equal(messages);
      }),
    );
  });
});

describe('adapters/docker/log-lines', () => {
  const add = (lines: LogLines, text: string, stream: 'stdout' | 'stderr' = 'stdout') =>
    lines.add({ stream, payload: Buffer.from(text) });
  const piece = 'x'.repeat(16_384);

  it('a line is its time and its text, spaces and all', () => {
    expect(add(new LogLines(), `${time}  two  words \n`)).to.deep.equal([
      { stream: 'stdout', time, text: ' two  words ' },
    ]);
  });

  it('an empty line is a line', () => {
    expect(add(new LogLines(), `${time} \n`)).to.deep.equal([{ stream: 'stdout', time, text: '' }]);
  });

  it('pieces of a long line become one, cut; the next line is whole', () => {
    const lines = new LogLines();
    expect(add(lines, `${time} ${piece}`)).to.deep.equal([]);
    expect(add(lines, `${time} ${piece}`)).to.deep.equal([]);
    const [long] = add(lines, `${time} end\n`);
    expect(long?.text).to.equal(`${piece} …[cut]`);
    expect(add(lines, `${later} after\n`).map(({ text }) => text)).to.deep.equal(['after']);
  });

  it('the last piece may lack its line feed (engines before 23)', () => {
    const lines = new LogLines();
    add(lines, `${time} ${piece}`);
    expect(add(lines, `${time} end`)).to.have.lengthOf(1);
    expect(add(lines, `${later} after\n`)).to.have.lengthOf(1);
  });

  it('a last piece that is full ends where the next time stamp begins', () => {
    const lines = new LogLines();
    add(lines, `${time} ${piece}`);
    expect(add(lines, `${later} after\n`).map(({ text }) => text)).to.deep.equal([piece, 'after']);
    expect(piece).to.have.lengthOf(longestLine);
  });

  it('streams do not mix, and what was left open is told at the end', () => {
    const lines = new LogLines();
    add(lines, `${time} ${piece}`, 'stdout');
    expect(add(lines, `${time} error\n`, 'stderr').map(({ text }) => text)).to.deep.equal(['error']);
    expect(lines.rest().map(({ stream }) => stream)).to.deep.equal(['stdout']);
  });
});

describe('adapters/docker/json-lines', () => {
  it('reads objects across chunk borders, through many-byte letters, without a last line feed', async () => {
    const bytes = Buffer.from('{"a":"é"}\r\n\n{"a":"2"}');
    const found: unknown[] = [];
    for await (const item of jsonLines(Readable.from([...bytes].map((byte) => Buffer.from([byte]))))) {
      found.push(item);
    }
    expect(found).to.deep.equal([{ a: 'é' }, { a: '2' }]);
  });
});
