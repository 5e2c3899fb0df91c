import { describe, expect, it } from 'vitest';
import { showEnvironment } from '../../../src/features/environment/show-environment.ts';

describe('features/environment/show-environment', () => {
  const shown = (host: string) => {
    const root = { dataset: {} as DOMStringMap };
    showEnvironment(root, host);
    return root.dataset;
  };

  it('takes colour and tab title from the host, so that no answer of a server can mix two environments up', () => {
    expect(shown('prod.lab.example.org')).toEqual({ environment: 'prod', site: 'Data lab' });
    expect(shown('dev.lab.example.org')).toEqual({ environment: 'dev', site: 'Development data lab' });
  });

  it('a host of neither has no environment’s colour', () => {
    expect(shown('localhost')).toEqual({ environment: 'localhost', site: 'Data lab' });
  });
});
