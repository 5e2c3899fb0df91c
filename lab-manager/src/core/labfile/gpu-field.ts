import { isScalar, isSeq } from 'yaml';
import { refuse, type Field } from './field.ts';
import type { GpuWish } from '../model/gpu.ts';

const mostGpus = 64;
const id = /^[A-Za-z0-9][A-Za-z0-9._/=:-]{0,99}$/;
const suggestion = 'Write a number such as 1, all, or a list of ids such as [0, 1] or [GPU-8f3e…].';

/** How many, `all`, or which: by the ids that the driver gives them. 0 is the same as nothing written. */
export const gpu: Field<GpuWish | undefined> = (place) => {
  const { node } = place;
  if (node === undefined) return undefined;
  if (isScalar(node)) {
    const { value } = node;
    if (value === 'all') return { count: 'all' };
    if (value === 0) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= mostGpus)
      return { count: value };
    return refuse(place, 'is no number of GPUs', suggestion);
  }
  if (!isSeq(node)) return refuse(place, 'is no number and no list of GPUs', suggestion);
  const ids = node.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  if (ids.length === 0 || ids.length > mostGpus || !ids.every((it) => id.test(it)))
    return refuse(place, 'is no list of GPU ids', suggestion);
  if (new Set(ids).size < ids.length) return refuse(place, 'names a GPU twice', 'Name each once.');
  return { ids };
};
