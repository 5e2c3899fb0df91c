import { join } from 'node:path';
import type { EnvironmentName } from '../model/lab-file.ts';

/** Where things lie under the data root; the same path on the host and in the manager. */
export function labPaths(home: string) {
  const secrets = join(home, 'state', 'secrets');
  const secretsOf = (service: string): string => join(secrets, service);
  const environment = (name: EnvironmentName) => environmentPaths(join(home, 'environments', name));
  return {
    labFile: join(home, 'lab.yaml'),
    state: join(home, 'state'),
    /** Of the CA and its key; mounted into no container but the manager's. */
    authority: join(home, 'state', 'ca'),
    secrets,
    secretsOf,
    databasePassword: (name: EnvironmentName) => join(secretsOf(`${name}-db`), 'password'),
    glabDatabasePassword: (name: EnvironmentName) => join(secretsOf(`${name}-glab`), 'database-password'),
    testDatabasePassword: join(secretsOf('dev-testdb'), 'password'),
    codelabTestDatabasePassword: join(secretsOf('dev-codelab'), 'testdb-password'),
    codelabToken: join(secretsOf('dev-codelab'), 'lab-token'),
    edge: join(home, 'edge'),
    edgeDynamic: join(home, 'edge', 'dynamic'),
    edgeCertificates: join(home, 'edge', 'certs'),
    /** Whoever is to trust the lab gets this one. */
    caCertificate: join(home, 'edge', 'certs', 'ca.crt'),
    edgeLastGood: join(home, 'edge', 'last-good'),
    shared: join(home, 'shared'),
    /** Built reference data, a folder a generation. */
    biota: join(home, 'shared', 'biota'),
    cache: join(home, 'cache'),
    biotaArchives: join(home, 'cache', 'biota'),
    /** What opens the repositories of backups, a folder each. */
    repositorySecrets: secretsOf('backup'),
    biotaPassword: (name: EnvironmentName) => join(secretsOf('biota-db'), `${name}-password`),
    glabBiotaPassword: (name: EnvironmentName) => join(secretsOf(`${name}-glab`), 'biota-password'),
    backups: join(home, 'backups'),
    /** What a backup writes before its engine reads it. */
    backupStaging: join(home, 'backups', 'staging'),
    exports: join(home, 'backups', 'exports'),
    environments: join(home, 'environments'),
    environment,
    codelab: codelabPaths(environment('dev').root),
  };
}

function environmentPaths(root: string) {
  return {
    root,
    data: join(root, 'data'),
    database: join(root, 'db'),
    bricks: join(root, 'bricks'),
    run: join(root, 'run'),
    /** Data of the bricks' databases, a folder each. */
    brickData: join(root, 'brick-db'),
  };
}

function codelabPaths(dev: string) {
  return {
    /** The bricks under development: written in the codelab, read by dev-glab. */
    workspace: join(dev, 'workspace'),
    /** What the editor keeps: settings, extensions, histories. */
    home: join(dev, 'codelab'),
    /** Where dev-glab offers its debugger, as a socket that only the codelab has in reach. */
    debug: join(dev, 'debug'),
  };
}
