/** What a source sends: bytes from this position on. */
export interface Part {
  from: number;
  /** Tells whether the source is still the same one; undefined: it says nothing that could. */
  validator: string | undefined;
  chunks: AsyncIterable<Buffer>;
}

/** Asks for what is missing of what was begun, as long as the source is still the same; else for the whole. */
export async function readRemote(
  url: string,
  had: { bytes: number; validator: string | undefined },
  stallMs: number,
  signal: AbortSignal,
): Promise<Part> {
  const stalled = new AbortController();
  const stall = () => stalled.abort(new Error(`nothing came for ${stallMs / 1000} s`));
  let timer = setTimeout(stall, stallMs);
  const goOn = had.bytes > 0 && had.validator !== undefined;
  try {
    const response = await fetch(url, {
      // Compressed on the way, the bytes would not be those that the checksum is of.
      headers: {
        'Accept-Encoding': 'identity',
        ...(goOn ? { Range: `bytes=${had.bytes}-`, 'If-Range': had.validator ?? '' } : {}),
      },
      signal: AbortSignal.any([signal, stalled.signal]),
    });
    // What it has ends before what was kept: another file by now.
    if (response.status === 416)
      return await readRemote(url, { bytes: 0, validator: undefined }, stallMs, signal);
    if ((response.status !== 200 && response.status !== 206) || response.body === null)
      throw answered(response);
    const { body } = response;
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        for await (const chunk of body) {
          clearTimeout(timer);
          timer = setTimeout(stall, stallMs);
          yield Buffer.from(chunk as Uint8Array);
        }
      } finally {
        clearTimeout(timer);
      }
    }
    return { from: startOf(response), validator: validatorOf(response), chunks: chunks() };
  } catch (error) {
    clearTimeout(timer);
    throw clearer(error);
  }
}

/** The server knows what it was asked for, and won't give it: asking again changes nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

function answered({ status, statusText }: Response): Error {
  const said = `the server answered ${status} ${statusText}`.trim();
  const passing = status >= 500 || status === 408 || status === 429;
  return passing ? new Error(said) : new Refused(said);
}

function startOf({ status, headers }: Response): number {
  if (status === 200) return 0;
  const from = Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1]);
  if (Number.isNaN(from)) throw new Error('the server sent a part, and did not say which');
  return from;
}

/** A weak ETag says that it means the same, not that it has the same bytes. */
function validatorOf({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : (headers.get('last-modified') ?? undefined);
}

/** fetch says "fetch failed", and hides why behind it. */
function clearer(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}
