import { join } from 'node:path';

/** Where things lie under the data root; the same path on the host and in the manager. */
export function labPaths(home: string) {
  const prod = join(home, 'environments', 'prod');
  const secrets = join(home, 'state', 'secrets');
  return {
    labFile: join(home, 'lab.yaml'),
    state: join(home, 'state'),
    /** Of the CA and its key; mounted into no container but the manager's. */
    authority: join(home, 'state', 'ca'),
    secrets,
    secretsOf: (service: string) => join(secrets, service),
    databasePassword: join(secrets, 'prod-db', 'password'),
    glabDatabasePassword: join(secrets, 'prod-glab', 'database-password'),
    edge: join(home, 'edge'),
    edgeDynamic: join(home, 'edge', 'dynamic'),
    edgeCertificates: join(home, 'edge', 'certs'),
    /** Whoever is to trust the lab gets this one. */
    caCertificate: join(home, 'edge', 'certs', 'ca.crt'),
    edgeLastGood: join(home, 'edge', 'last-good'),
    environments: join(home, 'environments'),
    prod: {
      root: prod,
      data: join(prod, 'data'),
      database: join(prod, 'db'),
      bricks: join(prod, 'bricks'),
      run: join(prod, 'run'),
    },
  };
}
