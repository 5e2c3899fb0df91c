import type { EnvironmentHost, LabHost, LabHosts } from './api/deps.ts';
import { publicUrl } from './core/desired/defaults.ts';
import type { HostedApp } from './core/model/desired-state.ts';
import { codelabRuns, type LabFile } from './core/model/lab-file.ts';

/** Every host name that the lab of this lab file has, as it is reached from outside. */
export function labHosts(labFile: LabFile, httpsPort: number, apps: readonly HostedApp[]): LabHosts {
  const { domain, environments } = labFile;
  const host = (hostname: string): LabHost => ({ hostname, origin: publicUrl(hostname, httpsPort) });
  const gated = (
    name: EnvironmentHost['name'],
    permission: EnvironmentHost['permission'],
  ): EnvironmentHost => ({
    name,
    permission,
    ...host(`${name}.${domain}`),
  });
  const all = [
    { enabled: environments.prod.enabled, host: gated('prod', 'environment:prod:open') },
    { enabled: environments.dev.enabled, host: gated('dev', 'environment:dev:open') },
    { enabled: codelabRuns(labFile), host: gated('codelab', 'codelab:open') },
  ];
  return {
    console: host(domain),
    environments: [
      ...all.flatMap((one) => (one.enabled ? [one.host] : [])),
      // Who may open the environment may open what its bricks show of it.
      ...apps.map((app) => ({ ...gated(app.name, `environment:${app.environment}:open`), app })),
    ],
    disabled: all.flatMap((one) => (one.enabled ? [] : [one.host])),
  };
}
