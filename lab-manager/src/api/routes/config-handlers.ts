import type { ConfigReply } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { LabFile } from '../../core/model/lab-file.ts';
import type { LabFileVersion } from '../../core/ports.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { pageAfter, positionOf } from './page.ts';
import { planReply } from './plan-reply.ts';
import { time } from './time.ts';

type Names = 'getConfig' | 'checkConfig' | 'putConfig' | 'listConfigVersions' | 'diffConfig';
type Accepted = { version: LabFileVersion; parsed: LabFile };

export function configHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { lab } = deps;
  return {
    getConfig: ({ query }) => {
      const { version } = query;
      const file = version === undefined ? lab.labFile() : lab.labFileVersion(version);
      if (file === undefined) {
        throw new LabError('labfile.not_found', `There is no version ${String(version)} of the lab file.`, {
          hint: 'List them with `labctl config history`.',
        });
      }
      return answer(file);
    },
    checkConfig: async ({ body }) => {
      const { changes, plan, warnings } = await lab.checkLabFile(body.text);
      const told = warnings.map(({ message, hint }) => ({ message, hint }));
      return { body: { changes: [...changes], plan: planReply(plan), warnings: told } };
    },
    putConfig: async ({ body, caller, ifMatch }) => {
      const by = { author: caller.user.name, via: caller.client };
      const basedOn = body.basedOn ?? versionIn(ifMatch);
      const { keptBeside = null, ...file } = await lab.acceptLabFile(body.text, by, basedOn);
      const { body: accepted, etag } = answer(file);
      const kept = keptBeside === null ? '' : `; what it replaced is kept as ${keptBeside}`;
      return {
        body: { ...accepted, keptBeside },
        etag,
        target: `version ${String(file.version.version)}${kept}`,
      };
    },
    listConfigVersions: ({ query }) => {
      const found = lab.labFileVersions({ limit: query.limit + 1, before: positionOf(query.cursor) });
      const page = pageAfter(found, query.limit, ({ version }) => String(version));
      const items = page.items.map((version) => ({ ...version, acceptedAt: time(version.acceptedAt) }));
      return { body: { ...page, items } };
    },
    diffConfig: ({ query }) => {
      const { changes, unified } = lab.diffLabFiles(query.from, query.to);
      return { body: { ...query, changes: [...changes], unified } };
    },
  };
}

function answer({ version, parsed }: Accepted): { body: ConfigReply; etag: string } {
  const { acceptedAt, ...rest } = version;
  return {
    body: { ...rest, acceptedAt: time(acceptedAt), effective: parsed },
    etag: String(version.version),
  };
}

/** `If-Match: "7"` says the same as `basedOn: 7`. */
function versionIn(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const [, version] = /^"(\d{1,9})"$/.exec(ifMatch) ?? [];
  if (version !== undefined) return Number(version);
  throw new LabError('request.invalid', 'If-Match doesn’t name a version of the lab file.', {
    hint: 'Take it from the ETag of GET /api/v1/config.',
  });
}
