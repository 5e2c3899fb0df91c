import { stepName } from '../core/step-names.ts';
import type { NamedPart } from './restore-work.ts';

// A restore that fails puts back what it swapped, an undo that fails swaps back what it put back.

export const swapOf = ({ name }: NamedPart): string => stepName({ kind: 'swap', part: name });
export const putBackOf = ({ name }: NamedPart): string => stepName({ kind: 'putBack', part: name });
