import { newerPackages } from './newer-packages.ts';

const suite = process.env.LABSTEAD_TEST_ENGINE_SUITE ?? 'sid';

/** dockerd, containerd and tini of a newer Debian suite, unpacked; runc and iptables are the machine's own. */
export const newerEnginePackages = (): Promise<string> =>
  newerPackages(suite, 'engine', ['docker.io', 'containerd', 'tini-static']);
