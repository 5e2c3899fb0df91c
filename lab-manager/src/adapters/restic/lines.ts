import { StringDecoder } from 'node:string_decoder';

/** A listing of a thousand snapshots is one line. */
const longestLine = 64 * 1024 ** 2;

/** Complete lines of a stream; reading one by one holds the sender back. A last one without its end counts. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  // Joined once: adding each piece to one string would copy a long line over and over when it is searched.
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const [head = '', ...others] = decoder.write(chunk).split('\n');
    rest.push(head);
    length += head.length;
    if (length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
    for (const line of others) {
      yield rest.join('');
      rest = [line];
      length = line.length;
    }
  }
  const last = rest.join('') + decoder.end();
  if (last !== '') yield last;
}
