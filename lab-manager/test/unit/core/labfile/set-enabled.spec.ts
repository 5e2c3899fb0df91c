import { expect } from 'chai';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import { withEnabled } from '../../../../src/core/labfile/set-enabled.ts';

describe('core/labfile/set-enabled', () => {
  it('exchanges the one word and leaves every other character as it was', () => {
    const text =
      '# ours\nname:   "A: lab"   # spaced\nenvironments:\n    prod:\n        enabled: true # yes\n';
    expect(withEnabled(text, 'prod', false)).to.equal(text.replace('enabled: true', 'enabled: false'));
    expect(withEnabled(withEnabled(text, 'prod', false), 'prod', true)).to.equal(text);
  });

  for (const [what, text] of [
    ['there is no environment', '# ours\nname: lab # here\n'],
    ['the environments are empty', 'name: lab\nenvironments: # none yet\n'],
    ['the environment is empty', 'name: lab\nenvironments:\n  prod:\n# the end\n'],
    ['it holds other things', 'name: lab\nenvironments:\n  prod:\n    # why\n    variables:\n      A: "1"\n'],
    ['all of it is in braces', 'name: lab\nenvironments: { prod: { variables: { A: "1" } } } # short\n'],
  ] as const) {
    it(`puts it in where ${what}, and keeps the comments`, () => {
      const changed = withEnabled(text, 'prod', false);
      const parsed = parseLabFile(changed);
      expect('ok' in parsed && parsed.ok.environments.prod.enabled, changed).to.equal(false);
      for (const comment of text.match(/#.*/g) ?? []) expect(changed).to.contain(comment);
    });
  }
});
