import { checkOfLook } from './check.ts';

const day = 86_400_000;
/** Renewal starts much earlier: this late, it must have failed. */
const warnDays = 14;

export const certificateEnding = checkOfLook(
  'certificate-ending',
  'The certificate is valid for long enough.',
  ({ desired, observed }, { now }) => {
    const { certificate } = observed.files;
    const left = certificate === undefined ? Infinity : certificate.notAfter - now;
    if (left > warnDays * day) return [];
    return [
      {
        severity: left <= 0 ? ('critical' as const) : ('warning' as const),
        subject: desired.certificate.names[0] ?? '',
        message:
          left <= 0 ? 'The certificate has ended.' : `The certificate ends in ${Math.ceil(left / day)} days.`,
        hint: 'The lab renews it by itself; see with labctl job list why that failed. Is the clock of this machine right?',
      },
    ];
  },
);
