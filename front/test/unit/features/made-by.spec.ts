import { describe, expect, it } from 'vitest';
import { maker } from '../../../src/features/resources/origin.tsx';
import { runBy } from '../../../src/features/scenarios/run-by.ts';

const byAda = { created_by: 'id-ada', created_by_name: 'Ada' };

describe('features: who made it', () => {
  it('is told by the name they had then', () => {
    expect(maker(byAda, 'id-grace')).toBe('Ada');
    expect(runBy(byAda, 'id-grace')).toBe('Ada');
  });

  it('is oneself where it is', () => {
    expect(maker(byAda, 'id-ada')).toBe('You');
    expect(runBy(byAda, 'id-ada')).toBe('You');
  });

  it('is the id where no name was kept', () => {
    expect(maker({ created_by: 'id-ada', created_by_name: null }, 'id-grace')).toBe('id-ada');
  });
});
