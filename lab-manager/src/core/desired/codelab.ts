import { containerSpec, imageOf, publicUrl } from './defaults.ts';
import { edgeNetworks, outsideNetwork, testDatabaseNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

/** The editor and the notebooks of the development environment. It shares files with dev-glab, and no network. */
export function codelab(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'codelab');
  const { resources } = labFile.codelab;
  const stopGraceSeconds = 10;
  return {
    name: 'dev-codelab',
    environment: 'dev',
    spec: containerSpec(facts, {
      service: 'dev-codelab',
      environment: 'dev',
      image,
      owner: owners.codelab,
      networks: [edgeNetworks.codelab],
      asksIn: [testDatabaseNetwork, ...(labFile.codelab.internet ? [outsideNetwork('codelab')] : [])],
      memoryBytes: resources.memory,
      cpus: resources.cpus,
      pids: resources.pids,
      oomScoreAdjust: oomScoreAdjust('dev-codelab'),
      stopGraceSeconds,
      environmentVariables: {
        LABSTEAD_ENVIRONMENT: 'dev',
        LABSTEAD_LAB_NAME: labFile.name,
        // Where the edge is: its servers ask nobody for a password, and listen nowhere else.
        LABSTEAD_SERVED_AS: 'dev-codelab',
        LABSTEAD_CONSOLE_URL: publicUrl(labFile.domain, facts.httpsPort),
        LABSTEAD_TESTDB_HOST: 'dev-testdb',
      },
      mounts: mounts(facts),
      tmpfs: { '/tmp': 512 },
    }),
    pullFrom,
    running: true,
    after: [],
    startTimeoutSeconds: 120,
    stopGraceSeconds,
  };
}

function mounts(facts: HostFacts) {
  const { codelab: own, secretsOf, edgeCertificates } = labPaths(facts.home);
  return [
    { source: own.workspace, target: '/workspace', readOnly: false },
    { source: own.home, target: '/home/codelab', readOnly: false },
    { source: own.debug, target: '/run/labstead-debug', readOnly: true },
    { source: secretsOf('dev-codelab'), target: '/run/secrets', readOnly: true },
    // To know the edge by; the key beside the certificates is readable for the edge's user only.
    { source: edgeCertificates, target: '/etc/labstead/certs', readOnly: true },
  ];
}
