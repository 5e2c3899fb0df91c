import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { ReferenceSet } from '../../../../../src/core/model/reference.ts';
import { archiveOf } from '../../../../../src/core/reference/generation.ts';
import { shippedReference } from '../../../../../src/core/reference/shipped.ts';
import { LyingServer } from '../../../../support/lying-server.ts';
import { useTempFiles } from '../../../../support/temp-files.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The stable code of what it throws; undefined: it throws nothing. */
const codeOf = (doing: Promise<void>): Promise<string | undefined> =>
  doing.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

describe('adapters/files/fetch-reference', () => {
  const temp = useTempFiles();
  const content = randomBytes(300_000);
  let server: LyingServer;
  let set: ReferenceSet;
  let archive: string;

  beforeEach(async () => {
    server = await LyingServer.start(content);
    set = { ...shippedReference, url: server.url, bytes: content.length, sha256: sha256(content) };
    archive = archiveOf(set);
    await mkdir(temp.at('cache/biota'), { recursive: true });
  });
  afterEach(() => server.stop());

  const fetchIt = (signal = new AbortController().signal, told: number[] = []) =>
    temp.files.fetchReference({ set, archive, onProgress: (bytes) => void told.push(bytes), signal });
  const files = () => readdir(temp.at('cache/biota'));
  const content_ = () => readFile(temp.at('cache/biota', archive));

  it('a file has its name once its checksum is right, and nothing else is left beside it', async () => {
    const told: number[] = [];
    await fetchIt(undefined, told);
    expect(await content_()).to.deep.equal(content);
    expect(await files()).to.deep.equal([archive]);
    expect(told.at(-1)).to.equal(content.length);
  });

  it('a connection that is cut half-way is gone on with where it was cut', async () => {
    Object.assign(server.lies, { cutAfter: 150_000, cuts: 1 });
    await fetchIt();
    expect(await content_()).to.deep.equal(content);
    expect(server.asked).to.have.length(2);
    expect(server.asked[1]).to.match(/^bytes=[1-9]\d*-$/);
  });

  it('what a manager that died had fetched is gone on with by the next one', async () => {
    Object.assign(server.lies, { cutAfter: 150_000, cuts: 1 });
    const stop = new AbortController();
    const first = temp.files.fetchReference({
      set,
      archive,
      onProgress: (bytes) => void (bytes > 100_000 && stop.abort()),
      signal: stop.signal,
    });
    expect(await codeOf(first)).to.equal('job.cancelled');
    expect(await files()).to.include(`${archive}.part`);
    await fetchIt();
    expect(await content_()).to.deep.equal(content);
    expect(server.asked.at(-1)).to.match(/^bytes=[1-9]\d*-$/);
  });

  it('where the file changed on the server meanwhile, it begins anew', async () => {
    await writeFile(temp.at('cache/biota', `${archive}.part`), randomBytes(1000));
    await writeFile(temp.at('cache/biota', `${archive}.part.from`), '"another"');
    await fetchIt();
    expect(await content_()).to.deep.equal(content);
  });

  it('a server that knows no ranges sends the whole again', async () => {
    Object.assign(server.lies, { cutAfter: 150_000, cuts: 1, onlyWhole: true });
    await fetchIt();
    expect(await content_()).to.deep.equal(content);
  });

  it('a wrong checksum is told with both, and what came is thrown away', async () => {
    server.lies.instead = randomBytes(content.length);
    const error = await fetchIt().then(
      () => undefined,
      (it: Error) => it,
    );
    expect(error).to.include({ code: 'reference.wrong_checksum' });
    expect(error?.message).to.include(set.sha256).and.to.include(sha256(server.lies.instead));
    expect(await files()).to.deep.equal([]);
    server.lies.instead = undefined;
    await fetchIt();
    expect(await content_()).to.deep.equal(content);
  });

  it('a server that sends more than was announced is cut off before it fills the disk', async () => {
    server.lies.instead = randomBytes(3 * content.length);
    expect(await codeOf(fetchIt())).to.equal('reference.wrong_checksum');
    expect(await files()).to.deep.equal([]);
  });

  it('what is not there is told at once, and what fails for now after some attempts', async () => {
    server.lies.status = 404;
    expect(await codeOf(fetchIt())).to.equal('reference.unavailable');
    expect(server.asked).to.have.length(1);
    server.lies.status = 503;
    expect(await codeOf(fetchIt())).to.equal('reference.unavailable');
    expect(server.asked).to.have.length(4);
  });

  it('what a person cancels ends, and keeps what came', async () => {
    Object.assign(server.lies, { cutAfter: 150_000, cuts: 1000 });
    const stop = new AbortController();
    const fetching = fetchIt(stop.signal);
    setTimeout(() => stop.abort(), 5);
    expect(await codeOf(fetching)).to.be.oneOf(['job.cancelled', undefined]);
  });

  it('what is there already is read once, and not asked for again', async () => {
    await fetchIt();
    await fetchIt();
    expect(server.asked).to.have.length(1);
  });

  it('the set that is shipped comes from the product’s own files', async () => {
    const name = archiveOf(shippedReference);
    await temp.files.fetchReference({
      set: shippedReference,
      archive: name,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(sha256(await readFile(temp.at('cache/biota', name)))).to.equal(shippedReference.sha256);
  });
});
