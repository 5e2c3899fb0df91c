/**
 * Stands in the bundle for libraries that dockerode loads and the lab never uses: engines over SSH, and build sessions.
 * Loading them would cost the daemon some 20 MB. Whatever would use them fails loudly.
 */
const refuse = (): never => {
  throw new Error('this library was left out of the bundle (scripts/never-used.ts)');
};

export const Client = refuse;
export const load = refuse;
export const loadSync = refuse;
export const loadPackageDefinition = refuse;
export const Server = refuse;
export const ServerCredentials = { createInsecure: refuse };
