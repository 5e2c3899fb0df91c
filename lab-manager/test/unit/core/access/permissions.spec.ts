import { expect } from 'chai';
import { may, permissions, permissionsOf } from '../../../../src/core/access/permissions.ts';
import { roles } from '../../../../src/core/model/user.ts';

describe('core/access/permissions', () => {
  it('an owner may do everything', () => {
    expect(permissionsOf('owner')).to.deep.equal(permissions);
  });

  it('whoever may do something also lets those above do it', () => {
    for (const permission of permissions) {
      const lowest = roles.findLastIndex((role) => may(role, permission));
      expect(
        roles.slice(0, lowest + 1).filter((role) => !may(role, permission)),
        permission,
      ).to.deep.equal([]);
    }
  });

  it('viewers look and open prod; what they may write in there, glab decides by their role', () => {
    expect(permissionsOf('viewer')).to.deep.equal(['lab:read', 'job:read', 'environment:prod:open']);
  });

  it('scientists develop as well: they open dev and the codelab, and steer dev-glab', () => {
    expect(permissionsOf('scientist')).to.deep.equal([
      'lab:read',
      'job:read',
      'environment:start',
      'environment:prod:open',
      'environment:dev:open',
      'codelab:open',
      'dev:steer',
    ]);
  });

  it('the codelab’s token steers dev-glab and does nothing else, not even looking', () => {
    expect(permissionsOf('codelab')).to.deep.equal(['dev:steer']);
  });

  it('an operator runs the lab, and neither rewrites it nor manages people', () => {
    expect(may('operator', 'job:run')).to.equal(true);
    for (const permission of ['config:write', 'user:manage', 'audit:read'] as const)
      expect(may('operator', permission), permission).to.equal(false);
  });
});
