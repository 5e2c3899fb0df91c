import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonObject, parsedJson } from '../../core/json.ts';
import { numberOf, textOf } from './fields.ts';

/** A process of ours that may have left a lock behind. */
export interface ChildRecord {
  pid: number;
  /** As restic writes them. */
  repositories: readonly string[];
  /** Epoch milliseconds. */
  startedAt: number;
  /** As the kernel counts (`beginOf`): by its number alone another may be taken for it. Undefined: nobody could tell. */
  began?: string | undefined;
}

/**
 * Which processes used a repository and did not end in order, also those of a manager that is gone: a lock tells its host
 * and process only, and another machine may bear the same name. A folder, a file for each.
 */
export class ChildRecords {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** At once after the start, before restic had the time to make a lock. */
  add(record: ChildRecord): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.file(record.pid), JSON.stringify(record), { mode: 0o600 });
  }

  /** One that can't be removed does no harm: whose process that was is looked at before anything is done by it. */
  remove(pid: number): void {
    try {
      rmSync(this.file(pid), { force: true });
    } catch {
      return;
    }
  }

  /** It has no lock in this one; in another that it used, as where it copied, it may. */
  forget(record: ChildRecord, repository: string): void {
    const repositories = record.repositories.filter((one) => one !== repository);
    if (repositories.length === 0) this.remove(record.pid);
    else this.add({ ...record, repositories });
  }

  of(repository: string): readonly ChildRecord[] {
    return this.files()
      .map((name) => read(join(this.folder, name)))
      .filter((record) => record !== undefined)
      .filter((record) => record.repositories.includes(repository));
  }

  private files(): readonly string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith('.json'));
    } catch {
      return [];
    }
  }

  private file(pid: number): string {
    return join(this.folder, `${pid}.json`);
  }
}

/** One that can't be read proves nothing: then a lock stays until it is old. */
function read(file: string): ChildRecord | undefined {
  try {
    const fields = jsonObject(parsedJson(readFileSync(file, 'utf8')));
    const [pid, startedAt] = [numberOf(fields, 'pid'), numberOf(fields, 'startedAt')];
    const repositories = fields?.['repositories'];
    if (pid === undefined || startedAt === undefined || !Array.isArray(repositories)) return undefined;
    const began = textOf(fields, 'began');
    return { pid, startedAt, began, repositories: repositories.filter((it) => typeof it === 'string') };
  } catch {
    return undefined;
  }
}
