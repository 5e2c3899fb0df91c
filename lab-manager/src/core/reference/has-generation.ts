import type { ObservedFiles } from '../model/observed-state.ts';

/** One that is only a folder doesn't count: what it was built from can't be told. */
export function hasGeneration({ generations }: Pick<ObservedFiles, 'generations'>, id: string): boolean {
  return generations.some((one) => one.id === id && one.about !== undefined);
}
