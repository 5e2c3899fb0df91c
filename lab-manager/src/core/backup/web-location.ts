import type { LocationObjection, ReadLocation } from './location.ts';

/** What to do instead of writing a secret into a location. */
export const keepOutside =
  'Take it out: labctl backup repo add asks for it, and keeps it where only the lab reads it. The lab file is read by many.';
const asS3 =
  'Write s3:https://host/bucket/prefix, for example s3:https://s3.eu-west-3.amazonaws.com/our-lab/backups.';
const asRest = 'Write rest:https://host:8000/path/.';

const refuse = (message: string, suggestion: string): { objection: LocationObjection } => ({
  objection: { message, suggestion },
});

/** `s3:https://host/bucket/prefix`, also with `s3://` and without a scheme; `?region=` where its server asks for one. */
export function readS3(text: string): ReadLocation {
  const written = text.replace(/^s3:/i, '');
  const url = parseUrl(/^https?:/i.test(written) ? written : `https://${written.replace(/^\/\//, '')}`);
  if (url === undefined) return refuse('is not the address of an S3 server', asS3);
  const against = secretIn(url);
  if (against !== undefined) return { objection: against };
  if (!/[.:\]]/.test(url.host) && url.hostname !== 'localhost' && !/^https?:/i.test(written))
    return refuse(
      'names no server',
      `${asS3} The server of a bucket stands in its settings, mostly as “endpoint”.`,
    );
  const region = url.searchParams.get('region') ?? undefined;
  if (region !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(region))
    return refuse('has a region that is none', 'Write for example ?region=eu-west-3, or leave it out.');
  const path = plainPath(url.pathname);
  if (path === undefined)
    return refuse(
      'has a path that not every server takes',
      'Use letters, digits, dots, dashes and underscores, and no ...',
    );
  const [bucket = '', ...prefix] = path;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket)) return refuse('names no bucket', asS3);
  return { location: { kind: 's3', endpoint: url.origin, bucket, prefix: prefix.join('/'), region } };
}

/** `rest:https://host:8000/path/` */
export function readRest(text: string): ReadLocation {
  const url = /^rest:https?:\/\//i.test(text) ? parseUrl(text.slice('rest:'.length)) : undefined;
  if (url === undefined) return refuse('is not the address of a REST server', asRest);
  const against = secretIn(url);
  if (against !== undefined) return { objection: against };
  const path = plainPath(url.pathname);
  if (path === undefined)
    return refuse(
      'has a path that not every server takes',
      'Use letters, digits, dots, dashes and underscores, and no ...',
    );
  return { location: { kind: 'rest', url: [url.origin, ...path, ''].join('/') } };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.host === '' || !/^https?:$/.test(url.protocol) ? undefined : url;
}

/** What opens it has no business in an address: users, passwords, keys as parameters. */
function secretIn(url: URL): LocationObjection | undefined {
  if (url.username !== '' || url.password !== '')
    return { message: 'holds a user or a password', suggestion: keepOutside };
  const parameters = [...url.searchParams.keys()].filter((key) => key !== 'region');
  if (parameters.length > 0 || url.hash !== '')
    return {
      message: 'has more behind it than a path',
      suggestion: `${keepOutside} Only ?region= of an S3 server may stand there.`,
    };
  return undefined;
}

/** Its parts; undefined where one would have to be written otherwise somewhere. */
function plainPath(pathname: string): readonly string[] | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  return parts.every((part) => /^[\w.~-]{1,255}$/.test(part)) ? parts : undefined;
}
