import { describe, expect, it } from 'vitest';
import { lineStart } from '../../../src/features/lab-file/text-editor.tsx';

describe('features/lab-file/text-editor', () => {
  it('finds where a line begins, and stays in the text for a line that is not there', () => {
    const text = 'name: a\ntls:\n  mode: internal';
    expect(lineStart(text, 1)).toBe(0);
    expect(lineStart(text, 2)).toBe(8);
    expect(lineStart(text, 3)).toBe(13);
    expect(lineStart(text, 99)).toBe(13);
  });
});
