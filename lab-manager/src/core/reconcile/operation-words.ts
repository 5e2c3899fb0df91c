import { consoleAddress } from '../desired/edge-files.ts';
import { titleOf } from '../reference/generation.ts';
import { roundBytes } from '../units.ts';
import { shortName } from '../names.ts';
import type { Operation, OperationArgs, OperationKind } from '../model/operation.ts';
import type { StepAct } from '../model/step-act.ts';

interface Words<K extends OperationKind> {
  /** What it is about: kind of thing and name. */
  resource(args: OperationArgs[K]): [type: string, name: string];
  /** `create container prod-db` */
  sentence(args: OperationArgs[K]): string;
}

/** The compiler asks for a line per operation. */
const words: { [K in OperationKind]: Words<K> } = {
  ensureDirectory: {
    resource: ({ directory }) => ['directory', directory.path],
    sentence: ({ directory }) => `prepare directory ${directory.path}`,
  },
  createSecret: {
    resource: ({ secret }) => ['secret', secret.path],
    sentence: ({ secret }) => `make secret ${secret.path}`,
  },
  issueCertificate: {
    resource: ({ certificate }) => ['certificate', certificate.names[0] ?? 'none'],
    sentence: ({ certificate }) => `issue the certificate for ${certificate.names.join(', ')}`,
  },
  publishRoutes: {
    resource: () => ['routes', 'lab'],
    sentence: ({ routes }) =>
      `publish ${routes.routes.length} routes to the edge; the console is at ${consoleAddress(routes)}`,
  },
  pullImage: {
    resource: ({ image }) => ['image', image],
    sentence: ({ image, from }) =>
      from === image ? `pull image ${image}` : `pull image ${image} from ${from}`,
  },
  fetchReference: {
    resource: ({ set }) => ['reference', titleOf(set).replace(' ', '-')],
    sentence: ({ set }) =>
      `fetch the reference data ${titleOf(set)} (${roundBytes(set.bytes)}, ${set.licence})`,
  },
  buildReference: {
    resource: ({ generation }) => ['reference', generation],
    sentence: ({ set }) => `build the reference database from ${titleOf(set)}`,
  },
  removeArchive: {
    resource: ({ archive }) => ['archive', archive],
    sentence: ({ archive }) => `remove the download ${archive}`,
  },
  createNetwork: {
    resource: ({ network }) => ['network', shortName(network.name)],
    sentence: ({ network }) => `create network ${shortName(network.name)}`,
  },
  removeNetwork: {
    resource: ({ network }) => ['network', shortName(network)],
    sentence: ({ network }) => `remove network ${shortName(network)}`,
  },
  connectNetwork: {
    resource: ({ network, container }) => ['network', `${shortName(network)}+${shortName(container)}`],
    sentence: ({ network, container }) => `attach ${shortName(container)} to network ${shortName(network)}`,
  },
  createContainer: onContainer('create'),
  renameContainer: {
    resource: ({ container }) => ['container', shortName(container)],
    sentence: ({ container, to }) => `rename container ${shortName(container)} to ${shortName(to)}`,
  },
  startContainer: onContainer('start'),
  waitHealthy: {
    resource: ({ container }) => ['container', shortName(container)],
    sentence: ({ container, timeoutSeconds }) =>
      `wait up to ${timeoutSeconds} s for ${shortName(container)} to be healthy`,
  },
  stopContainer: onContainer('stop'),
  removeContainer: onContainer('remove'),
};

export const isOperationKind = (kind: string): kind is OperationKind => Object.hasOwn(words, kind);

type ContainerKind = 'createContainer' | 'startContainer' | 'stopContainer' | 'removeContainer';

function onContainer<K extends ContainerKind>(verb: string): Words<K> {
  return {
    resource: ({ container }) => ['container', shortName(container)],
    sentence: ({ container }) => `${verb} container ${shortName(container)}`,
  };
}

/** The one place where the union's member and its table line are brought together. */
function wordsOf<K extends OperationKind>(operation: Operation<K>): Words<K> {
  return words[operation.kind as K];
}

/** `container:prod-db` */
export function resourceOf(operation: Operation): string {
  return wordsOf(operation).resource(operation).join(':');
}

/** `prod-db` */
export function subjectOf(operation: Operation): string {
  return wordsOf(operation).resource(operation)[1];
}

/** As the step that carries it out says what it does. */
export function operationAct(operation: Operation): StepAct<'operation'> {
  return { kind: 'operation', operation: operation.kind, on: subjectOf(operation) };
}

/** For people: `create container prod-db: it does not exist`. */
export function describeOperation(operation: Operation): string {
  return `${wordsOf(operation).sentence(operation)}: ${operation.cause}`;
}
