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

  it('viewers and scientists look and open environments; what they may write in there, glab decides by their role', () => {
    for (const role of ['viewer', 'scientist'] as const)
      expect(permissionsOf(role)).to.deep.equal(['lab:read', 'job:read', 'environment:prod:open']);
  });

  it('an operator runs the lab, and neither rewrites it nor manages people', () => {
    expect(may('operator', 'job:run')).to.equal(true);
    for (const permission of ['config:write', 'user:manage', 'audit:read'] as const)
      expect(may('operator', permission), permission).to.equal(false);
  });
});
