import type { LabHosts } from './api/deps.ts';
import { publicUrl } from './core/desired/defaults.ts';
import type { LabFile } from './core/model/lab-file.ts';

/** Every host name that the lab of this lab file has, as it is reached from outside. */
export function labHosts({ domain, environments }: LabFile, httpsPort: number): LabHosts {
  const host = (hostname: string) => ({ hostname, origin: publicUrl(hostname, httpsPort) });
  const prod = { name: 'prod', permission: 'environment:prod:open', ...host(`prod.${domain}`) } as const;
  return { console: host(domain), environments: environments.prod.enabled ? [prod] : [] };
}
