/** As a pattern that means this path and no other: to restic, tar and find alike. */
export const escapeGlob = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');
