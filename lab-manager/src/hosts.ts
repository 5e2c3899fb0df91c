import { publicUrl } from './core/desired/defaults.ts';
import type { LabHosts } from './api/deps.ts';

/** Every host name of the lab, as it is reached from outside. */
export function labHosts(domain: string, httpsPort: number): LabHosts {
  const host = (hostname: string) => ({
    hostname,
    origin: publicUrl(hostname, httpsPort),
  });
  return {
    console: host(domain),
    environments: [{ name: 'prod', permission: 'environment:prod:open', ...host(`prod.${domain}`) }],
  };
}
