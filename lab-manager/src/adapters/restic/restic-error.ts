import type { ErrorCode } from '../../core/model/error-codes.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Said } from './said.ts';

/** How a child ended. */
export interface Ended {
  /** Its exit status; undefined when a signal ended it. */
  code: number | undefined;
  signal: string | undefined;
  said: readonly Said[];
}

/** For sentences: `back up into the repository nas`. */
export interface Doing {
  words: string;
  repository: string;
}

interface Rule {
  code: ErrorCode;
  pattern: RegExp;
  sentence: (doing: Doing) => string;
  hint: string;
}

/** What exit statuses of their own mean; everything else is told by 1, and by words. */
const byStatus: Readonly<Record<number, Omit<Rule, 'pattern'>>> = {
  10: {
    code: 'backup.no_repository',
    sentence: ({ words, repository }) => `There is no repository ${repository} there: could not ${words}.`,
    hint: 'See whether its disk is mounted and its path is right. A new one is made with labctl backup repo add.',
  },
  11: {
    code: 'backup.locked',
    sentence: ({ words, repository }) =>
      `Another program is using the repository ${repository}: could not ${words}.`,
    hint: 'Try again when it has ended. A lock of this lab whose process is gone is taken away by the next backup.',
  },
  12: {
    code: 'backup.wrong_key',
    sentence: ({ words, repository }) =>
      `The key does not open the repository ${repository}: could not ${words}.`,
    hint: 'Give the recovery code that was printed for this very repository; to a lab that runs: labctl backup repo add NAME --existing.',
  },
  130: {
    code: 'backup.cut',
    sentence: ({ words }) => `It was interrupted from outside: could not ${words}.`,
    hint: 'Start it again: what has been written is used.',
  },
};

/** What ssh says of a connection that it refuses, or is refused: restic itself sees no more of it than an end. */
const bySsh: readonly Rule[] = [
  {
    code: 'backup.host_key_changed',
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .+ has changed/i,
    sentence: ({ words, repository }) =>
      `The server of the repository ${repository} shows another host key than the one it is known by: could not ${words}.`,
    hint: 'Ask whoever runs that server whether its key was changed. Only then give the lab the new one: labctl backup repo add.',
  },
  {
    code: 'backup.host_key_unknown',
    pattern: /host key is known for|Host key verification failed/i,
    sentence: ({ words, repository }) =>
      `The server of the repository ${repository} shows a host key that nobody confirmed: could not ${words}.`,
    hint: 'Compare its fingerprint with what the server’s owner says, then give it to the lab: labctl backup repo add.',
  },
  {
    code: 'backup.forbidden',
    pattern: /Permission denied \(/,
    sentence: ({ words, repository }) =>
      `The server of the repository ${repository} does not let the lab in: could not ${words}.`,
    hint: 'Put the lab’s public key among the authorized keys of that user there.',
  },
];

/** The first that fits decides: what is certain stands before what may have several causes. */
const byWords: readonly Rule[] = [
  {
    code: 'backup.no_repository',
    pattern: /repository already contains (?:keys|snapshots)/i,
    sentence: ({ words, repository }) =>
      `Of the repository ${repository} only a part is there, without its file config: could not ${words}.`,
    hint: 'Somebody who was making it was cut off, or that file was lost. Where no snapshots lie there, delete what does, and make it again; else put the file back from a copy.',
  },
  {
    code: 'backup.target_full',
    pattern: /no space left|disk quota exceeded|Insufficient Storage|StorageFull|QuotaExceeded|\b507\b/i,
    sentence: ({ words, repository }) =>
      `The disk of the repository ${repository} is full: could not ${words}.`,
    hint: 'Free space there, keep fewer snapshots (backup.retention in the lab file), or name a larger place (backup.repositories). What the repository holds is sound.',
  },
  {
    code: 'backup.forbidden',
    pattern:
      /Permission denied|Access ?Denied|InvalidAccessKeyId|SignatureDoesNotMatch|Forbidden|Unauthorized|(?:status|response|returned)[^\n]*\b40[13]\b/i,
    sentence: ({ words, repository }) => `The repository ${repository} refuses the lab: could not ${words}.`,
    hint: 'Check its credentials and what they may do there: reading, writing and removing files.',
  },
  {
    code: 'backup.damaged',
    pattern:
      /ciphertext verification failed|invalid data returned|hash mismatch|does not match (?:its )?(?:id|hash)|not found in (?:the )?(?:repository|index)|pack .+ (?:is damaged|does not exist)|invalid header|could not load snapshot/i,
    sentence: ({ words, repository }) =>
      `Part of the repository ${repository} is damaged: could not ${words}.`,
    hint: 'Have all of it read (labctl backup verify): that names what is concerned.',
  },
  {
    code: 'backup.unknown_snapshot',
    pattern:
      /no matching ID found|no snapshot found|failed to find snapshot|failed to load snapshot [^\n]*(?:no such file|not exist|not found|\b404\b)/i,
    sentence: ({ words, repository }) =>
      `The repository ${repository} has no such snapshot: could not ${words}.`,
    hint: 'See which it has: labctl backup list.',
  },
  {
    code: 'backup.unreachable',
    pattern:
      /connection (?:refused|reset|closed|timed out|lost)|no such host|could not resolve|i\/o timeout|operation timed out|network is unreachable|no route to host|deadline exceeded|awaiting (?:response )?headers|TLS handshake|x509|certificate|server misbehaving|broken pipe|\bEOF\b|start the sftp session|ssh command exited|\b50[0234]\b|SlowDown|Service ?Unavailable|InternalError|request timeout/i,
    sentence: ({ words, repository }) => `The repository ${repository} can't be reached: could not ${words}.`,
    hint: 'Check the network, the address, and whether the server is up; its certificate must be one that this machine trusts.',
  },
];

const damaged = byWords.find((rule) => rule.code === 'backup.damaged')?.pattern;
/** A file that was cut short there is told by its size as well, which says nothing of an end that came too soon. */
const ofTheWay =
  /dial tcp|connection (?:refused|reset|closed|timed out|lost)|closed network connection|no such host|i\/o timeout|network is unreachable|no route to host|(?:deadline|timeout) exceeded|context canceled|broken pipe|\bEOF\b|TLS handshake|\btls: |x509|http2: |stream error|server misbehaving|(?:status|response|returned)[^\n]*\b(?:40[138]|429|50[0234])\b|Too Many Requests|SlowDown|Service ?Unavailable|request timeout|no space left/i;

/** Whether an error tells of the way to a repository only, and nothing of what lies at its end. */
export const isOfTheWay = (text: string): boolean => ofTheWay.test(text) && damaged?.test(text) !== true;

/**
 * A place of S3 that isn't made yet: restic takes it for trouble of the network, and asks again for a quarter of an hour,
 * although it would make the bucket with the repository.
 */
export const isMissingBucket = (text: string): boolean =>
  /NoSuchBucket|specified bucket does not exist/i.test(text);

/** What could not be written was tried often enough: from here on restic may wait for itself, and for good. */
export const isGivenUp = (text: string): boolean => /^Save\(<[^>]*>\) failed: /m.test(text);

/** Its lock could not be taken away, as where the connection is gone that it came by. */
export const isLockLeft = (text: string): boolean => /^Remove\(<lock\/[^>]*>\) /m.test(text);

/** Nothing where it was told to end after it had failed. */
function ofStatus(code: number | undefined, told: string): Omit<Rule, 'pattern'> | undefined {
  if (isMissingBucket(told)) return byStatus[10];
  return isGivenUp(told) ? undefined : byStatus[code ?? -1];
}

/** A child that did not do what it was started for. Whatever status it has, known or not, this is a failure. */
export function resticError(ended: Ended, doing: Doing): LabError {
  const told = ended.said
    .map((it) => (it.item === undefined ? it.text : `${it.item}: ${it.text}`))
    .join('\n');
  const exit = ended.said.findLast((it) => it.kind === 'exit')?.text ?? '';
  const rule =
    ofStatus(ended.code, told) ??
    bySsh.find((it) => it.pattern.test(told)) ??
    // What ended it counts before what was said on the way, and may have gone well the second time.
    byWords.find((it) => it.pattern.test(exit)) ??
    byWords.find((it) => it.pattern.test(told));
  if (rule !== undefined)
    return new LabError(rule.code, rule.sentence(doing), { hint: rule.hint, cause: new Error(told) });
  const { said, code, signal } = ended;
  const last = (
    said.findLast((it) => it.kind === 'exit') ??
    said.findLast((it) => it.kind === 'error') ??
    said.at(-1)
  )?.text;
  const how =
    signal === undefined ? `restic left with status ${code ?? '?'}` : `restic was ended by ${signal}`;
  return new LabError('backup.failed', `Could not ${doing.words}: ${oneLine(last ?? how)}`, {
    hint: `See the manager’s log for all that was said (${how}).`,
    cause: new Error(told),
  });
}

function oneLine(text: string): string {
  const line = text
    .replace(/^Fatal: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}
