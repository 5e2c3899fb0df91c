import type { HealthCheck } from './check.ts';

/** The adapter says why: not there, not allowed, or a version nobody tried. */
export const engineReachable: HealthCheck = {
  id: 'docker-unreachable',
  fine: 'The container engine answers.',
  find({ look, blind }) {
    if (blind !== undefined)
      return [
        {
          id: idOf(blind.code),
          severity: 'critical',
          subject: 'docker',
          message: blind.message,
          hint: blind.hint ?? 'The lab tries again by itself; what runs keeps running.',
        },
      ];
    return look === undefined ? undefined : [];
  },
};

function idOf(code: string): string {
  return code.startsWith('docker.') ? code.replaceAll(/[._]/g, '-') : 'look-failed';
}
