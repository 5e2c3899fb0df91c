import { createTwoFilesPatch } from 'diff';
import { diffLabFiles } from '../core/labfile/diff-lab-files.ts';
import { parseLabFile } from '../core/labfile/parse-lab-file.ts';
import { LabError, type ErrorDetail } from '../core/model/lab-error.ts';
import type { Requester } from '../core/model/job.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { Clock, LabFiles, LabFileVersion, Store } from '../core/ports.ts';
import type { LabFileChange } from './lab.ts';

export interface Accepted {
  version: LabFileVersion;
  parsed: LabFile;
}

export interface Replaced extends Accepted {
  /** Where the lab.yaml with errors is kept that this one took the place of. */
  keptBeside: string | undefined;
}

/**
 * The lab file by every door. Accepting keeps a version; what the lab is held to is the version that was last applied,
 * so that an edit does nothing before somebody saw its plan.
 */
export class AcceptedLabFile {
  readonly #store: Store;
  readonly #files: LabFiles;
  readonly #clock: Clock;
  /** What is wrong with the text on disk, while it can't be accepted. */
  #broken: readonly ErrorDetail[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: Store, files: LabFiles, clock: Clock) {
    this.#store = store;
    this.#files = files;
    this.#clock = clock;
  }

  /** What is wrong with lab.yaml as it lies on disk; empty when it is the accepted text. */
  get broken(): readonly ErrorDetail[] {
    return this.#broken;
  }

  newest(): Accepted {
    const version = this.#store.labFiles.latest();
    if (!version) throw notAccepted(this.#broken);
    return { version, parsed: parsed(version.text) };
  }

  /** What an apply is to carry out: throws every error of a lab.yaml that can't be, whoever wrote it meant that one. */
  toApply(): Accepted {
    if (this.#broken.length > 0) throw notApplied(this.#broken);
    return this.newest();
  }

  get(version: number): Accepted | undefined {
    const found = this.#store.labFiles.get(version);
    return found && { version: found, parsed: parsed(found.text) };
  }

  /** What the lab is held to now: before the first apply, what it will be held to. */
  heldTo(): Accepted {
    return this.applied() ?? this.newest();
  }

  /** As `heldTo`, where there is any that can be read: an older manager may have accepted what this one does not. */
  known(): Accepted | undefined {
    try {
      return this.#store.labFiles.latest() === undefined ? undefined : this.heldTo();
    } catch (error) {
      if (error instanceof LabError && error.code === 'labfile.invalid') return undefined;
      throw error;
    }
  }

  /** Undefined before the first apply. */
  applied(): Accepted | undefined {
    const version = this.#store.labFiles.applied();
    return version === undefined ? undefined : this.get(version);
  }

  /** The newest accepted version, while it is not the one the lab is held to. */
  notYetApplied(): number | undefined {
    const latest = this.#store.labFiles.latest()?.version;
    return latest === this.#store.labFiles.applied() ? undefined : latest;
  }

  /** Takes what a person wrote into lab.yaml by hand; a broken text changes nothing and is remembered as broken. */
  takeFromDisk(): Promise<void> {
    return this.#inTurn(() => this.#takeFromDisk());
  }

  check(text: string): { parsed: LabFile; changes: readonly LabFileChange[] } {
    const next = this.#meant(text);
    const latest = this.#store.labFiles.latest();
    return { parsed: next, changes: latest ? diffLabFiles(parsed(latest.text), next) : [] };
  }

  async accept(
    text: string,
    by: { author: string; via: Requester['via'] },
    basedOn: number | undefined,
  ): Promise<Replaced> {
    const next = this.#meant(text);
    return this.#inTurn(async () => ({ ...(await this.#replace(text, by, basedOn)), parsed: next }));
  }

  diff(from: number, to: number): { changes: readonly LabFileChange[]; unified: string } {
    const [before, after] = [this.#existing(from), this.#existing(to)];
    return {
      changes: diffLabFiles(before.parsed, after.parsed),
      unified: createTwoFilesPatch(
        `version ${from}`,
        `version ${to}`,
        before.version.text,
        after.version.text,
      ),
    };
  }

  async #takeFromDisk(): Promise<void> {
    const text = await this.#read();
    if (text === undefined) return;
    if (text === this.#store.labFiles.latest()?.text) {
      this.#broken = [];
      return;
    }
    const answer = parseLabFile(text, this.#isOldName);
    this.#broken = 'problems' in answer ? answer.problems : [];
    if (this.#broken.length === 0) this.#keep(text, { author: 'lab.yaml', via: 'lab' });
  }

  /** A text that is to become the lab file; throws what is wrong with it. */
  #meant(text: string): LabFile {
    return orThrow(parseLabFile(text, this.#isOldName));
  }

  readonly #isOldName = (name: string): boolean => this.known()?.parsed.name === name;

  /** The text on disk; where none can be read, why is remembered: the lab goes on as it was. */
  async #read(): Promise<string | undefined> {
    try {
      const text = await this.#files.readLabFile();
      if (text === undefined) this.#broken = missing;
      return text;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const { message, hint: suggestion, details } = error;
      const itself = { path: '', message, ...(suggestion !== undefined && { suggestion }) };
      this.#broken = details.length > 0 ? details : [itself];
      return undefined;
    }
  }

  async #replace(
    text: string,
    by: { author: string; via: Requester['via'] },
    basedOn: number | undefined,
  ): Promise<Omit<Replaced, 'parsed'>> {
    // What a person wrote by hand a moment ago is not lost: a valid text becomes a version, any other stays beside.
    await this.#takeFromDisk();
    const latest = this.#store.labFiles.latest();
    if (basedOn !== undefined && latest && latest.version !== basedOn) throw conflict(latest, basedOn);
    const onDisk = this.#broken.length === 0;
    if (latest?.text === text && onDisk) return { version: latest, keptBeside: undefined };
    const keptBeside = onDisk ? undefined : await this.#files.keepLabFileBeside(this.#clock.now());
    // The file first: a text that is only on disk is accepted at the next look at it, one that is only in the store would
    // be taken back by the old text on disk.
    await this.#files.writeLabFile(text);
    this.#broken = [];
    return { version: latest?.text === text ? latest : this.#keep(text, by), keptBeside };
  }

  /** One at a time: what was read from the disk before a write must not be kept as a version after it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #existing(version: number): Accepted {
    const found = this.get(version);
    if (found) return found;
    throw new LabError('labfile.not_found', `There is no version ${version} of the lab file.`, {
      hint: 'labctl config history lists the versions.',
    });
  }

  #keep(text: string, by: { author: string; via: Requester['via'] }): LabFileVersion {
    return this.#store.labFiles.accept({ text, ...by, acceptedAt: this.#clock.now() });
  }
}

const missing: readonly ErrorDetail[] = [
  {
    path: '',
    message: 'The lab file is missing.',
    suggestion: 'Write it back with: labctl config show > lab.yaml',
  },
];

/** Of a text that was accepted. */
function parsed(text: string): LabFile {
  return orThrow(parseLabFile(text, () => true));
}

function orThrow(answer: ReturnType<typeof parseLabFile>): LabFile {
  if ('ok' in answer) return answer.ok;
  throw invalid(answer.problems);
}

function invalid(details: readonly ErrorDetail[]): LabError {
  const count = details.length === 1 ? 'an error' : `${details.length} errors`;
  return new LabError('labfile.invalid', `The lab file has ${count}; nothing was changed.`, {
    details,
    hint: 'Correct the lines named and try again.',
  });
}

function notApplied(details: readonly ErrorDetail[]): LabError {
  const count = details.length === 1 ? 'an error' : `${details.length} errors`;
  return new LabError('labfile.invalid', `The lab.yaml on disk has ${count}; nothing was applied.`, {
    details,
    hint: 'Correct it there, or save the accepted text again: labctl config show > FILE, then labctl config set FILE.',
  });
}

function notAccepted(broken: readonly ErrorDetail[]): LabError {
  if (broken.length > 0) return invalid(broken);
  return new LabError('labfile.not_found', 'This lab has no lab file yet.', {
    hint: 'Run the installer again.',
  });
}

function conflict(latest: LabFileVersion, basedOn: number): LabError {
  return new LabError(
    'labfile.conflict',
    `The lab file was changed since version ${basedOn}: ${latest.author} saved version ${latest.version}.`,
    { hint: `Look at it with labctl config diff ${basedOn} ${latest.version}, then save yours on top.` },
  );
}
