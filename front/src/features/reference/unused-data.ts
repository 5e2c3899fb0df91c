import type { ReferenceReply, StatusReply } from 'lab-manager/contract';
import { formatSize } from '../../lib/size.ts';
import { messages } from './messages.ts';

/** Data that nothing uses any more, and that a person may delete. */
export interface UnusedData {
  /** Where the API has it. */
  path: string;
  /** As people call it. */
  name: string;
  /** One sentence: what it is and how much it takes. */
  about: string;
  /** What deleting it costs who wants it back. */
  back: string;
}

type Problem = Pick<StatusReply['problems'][number], 'id' | 'subject' | 'message'>;
type Generation = ReferenceReply['generations'][number];

/** What a problem of the lab offers to delete; undefined where it isn't about such data. */
export function unusedDataOf({ id, subject, message: about }: Problem): UnusedData | undefined {
  if (id === 'reference-unused')
    return { path: referencePath(subject), name: subject, about, back: messages.back.reference };
  const [environment, data, ...more] = subject.split('/');
  if (id !== 'brick-data-unused' || environment === undefined || data === undefined || more.length > 0)
    return undefined;
  const path = `/environments/${encodeURIComponent(environment)}/brick-data/${encodeURIComponent(data)}`;
  return { path, name: subject, about, back: messages.back.brick };
}

export function unusedGeneration({ id, about, bytes }: Generation): UnusedData {
  return {
    path: referencePath(id),
    name: id,
    about: messages.takes(titleOf({ id, about }), formatSize(bytes)),
    back: messages.back.reference,
  };
}

/** `ncbi-organisms 2017.1` */
export const titleOf = ({ id, about }: Pick<Generation, 'id' | 'about'>): string =>
  about === null ? id : `${about.name} ${about.version}`;

const referencePath = (generation: string): string => `/reference/${encodeURIComponent(generation)}`;
