import type { BrickFolder, DeclaredService, RefusedService } from '../model/brick.ts';
import { servicesOfComposeFile, type ComposeService } from './compose-file.ts';
import { declaredName, reservedNames } from './service-names.ts';
import { shown } from '../shown.ts';

type Refusal = Omit<RefusedService, 'environment' | 'brick'>;

/**
 * Bricks made for Constellab ask for services while they run: a class that wants a database, a compose file that a task
 * sends to the lab manager. A lab runs what is declared and takes no orders from inside it, so neither gets anything; each
 * is answered with the declaration that says the same. Silent of what a declaration answers.
 */
export function readConstellabWays(
  { constellab }: BrickFolder,
  services: readonly DeclaredService[],
): readonly Refusal[] {
  const { databaseManagers, databaseCalls, composeCalls, composeFiles } = constellab;
  const managers = databaseManagers.map((one) => ({ kind, name: managerName(one.className), one }));
  const calls = databaseCalls.map((one) => ({ kind, name: nameFrom(one.name ?? '', 'data'), one }));
  return [
    ...unanswered(managers, services).map(({ one, name }) =>
      database(one, `when ${shown(one.className)} is first used`, name),
    ),
    ...unanswered(calls, services).map(({ one, name }) => database(one, 'by register_sqldb_compose', name)),
    ...composeFiles.flatMap((file) => composeFile(file, services)),
    ...(composeFiles.length + services.length > 0 ? [] : composeCalls.map(composeCall)),
  ];
}

const kind = 'database' as const;
const managerName = (className: string): string =>
  nameFrom(className.replace(/(Lazy)?(Abstract)?(Db|Database|DB)?Manager$/, ''), 'data');

/** What no declaration answers: each answers what is called as it is, or else one other of its kind. */
function unanswered<T extends { kind: DeclaredService['kind'] | undefined; name: string }>(
  asked: readonly T[],
  services: readonly DeclaredService[],
): readonly T[] {
  const free = [...services];
  const take = (which: (one: DeclaredService) => boolean): boolean => {
    const index = free.findIndex(which);
    if (index >= 0) free.splice(index, 1);
    return index >= 0;
  };
  return asked
    .filter((it) => !take((one) => one.kind === it.kind && one.name === it.name))
    .filter((it) => !take((one) => one.kind === it.kind));
}

function database({ path, line }: { path: string; line: number }, how: string, name: string): Refusal {
  return {
    field: `${shown(path, 120)}, line ${line}`,
    message: `asks the lab manager for a database ${how}, and gets none`,
    instead: `${declare([{ name, kind: 'database' }])} ${variables(name)}`,
    keeps: undefined,
  };
}

const composeCall = ({ path, line }: { path: string; line: number }): Refusal => ({
  field: `${shown(path, 120)}, line ${line}`,
  message: 'has the lab manager start a compose file, and a lab starts none',
  instead: whatToDeclare,
  keeps: undefined,
});

const whatToDeclare = 'Declare in settings.json what it starts: a database, or an app.';

function composeFile(
  { path, text }: { path: string; text: string },
  declared: readonly DeclaredService[],
): readonly Refusal[] {
  const field = shown(path, 120);
  const services = servicesOfComposeFile(text);
  if (services === undefined)
    return [
      {
        field,
        message: 'is a compose file that can’t be read, and a lab starts none',
        instead: whatToDeclare,
        keeps: undefined,
      },
    ];
  const asked = services.map((one) => ({ ...one, service: one.name, name: composedName(one) }));
  return unanswered(asked, declared).map((one) => composed(field, one));
}

const composedName = ({ name, kind }: ComposeService): string =>
  nameFrom(name, kind === 'database' ? 'data' : 'page');

function composed(
  file: string,
  { service, name, image, kind, port, problems }: ComposeService & { service: string },
): Refusal {
  const about = { field: `${file}: services.${shown(service)}`, keeps: undefined };
  const also = problems.length === 0 ? '' : `. It also has what no brick gets: ${whyNot(problems)}`;
  const besides = [...new Set(problems.map(({ instead }) => instead))].map((it) => ` ${it}`).join('');
  if (kind === 'database')
    return {
      ...about,
      message: `is a database in a compose file, of which a lab starts none${also}`,
      instead: `${declare([{ name, kind }])} ${variables(name)}${besides}`,
    };
  if (kind === 'app') {
    const command = ['python', '-m', 'your_brick.your_app'];
    return {
      ...about,
      message: `is a web app from the image ${shown(image)}; a lab runs apps from glab’s image only${also}`,
      instead: `${declare([{ name, kind, command, ...(port === undefined ? {} : { port }) }])}${besides}`,
    };
  }
  return {
    ...about,
    message: `runs the image ${shown(image)}, which is none of the kinds that a lab runs for bricks${also}`,
    instead: `The kinds are a database (MariaDB) and an app (a program of the brick); what is neither runs outside the lab.${besides}`,
  };
}

/** `privileged, cap_add (a service of a brick has no more rights …), volumes /:/host (nothing of the machine …)` */
const whyNot = (problems: ComposeService['problems']): string =>
  [...Map.groupBy(problems, ({ why }) => why)]
    .map(([why, of]) => `${of.map(({ what }) => what).join(', ')} (${why})`)
    .join('; ');

/** Small letters and digits of theirs. */
function nameFrom(text: string, otherwise: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/^[0-9]+/, '')
    .slice(0, 20);
  return declaredName.test(name) && !reservedNames.includes(name) ? name : otherwise;
}

const declare = (services: readonly object[]): string =>
  `Write in settings.json: "services": ${JSON.stringify(services)}.`;

const variables = (name: string): string =>
  `Tasks and apps then find it by LABSTEAD_SERVICE_${name.toUpperCase()}_HOST, _PORT, _NAME, _USER and _PASSWORD_FILE.`;
