import type { EnvironmentName } from './lab-file.ts';

/** A brick's folder as it was found at this look: its own words, not yet judged. */
export interface BrickFolder {
  environment: EnvironmentName;
  /** Name of the folder, which is the brick's; whatever characters it has. */
  name: string;
  /** Of two of one name the one in the workspace counts, as for glab. */
  place: 'installed' | 'workspace';
  /** Its `settings.json`; undefined where it can't be read, for `unreadable`, and never was. */
  settings: string | undefined;
  /** Half a sentence: `it is larger than 256 KiB`. With settings too: those are what was read of it before. */
  unreadable: string | undefined;
  /** How bricks made for Constellab ask for services. */
  constellab: ConstellabWays;
}

/** A folder of bricks of which nobody can tell now what lies in it: no brick of its environment counts as gone. */
export interface UnreadBricks extends Pick<BrickFolder, 'environment' | 'place'> {
  /** Half a sentence: `its disk does not answer`. */
  why: string;
  /** Which of its bricks are known all the same: those that were read before, or the first ones of too many. */
  known: 'none' | 'before' | 'first';
}

export interface BricksRead {
  folders: readonly BrickFolder[];
  unread: readonly UnreadBricks[];
}

export interface ConstellabWays {
  /** Also those written in a Python source: `db.py, line 12`. */
  composeFiles: readonly { path: string; text: string }[];
  /** Python classes that ask a lab manager for a database when they are first used. */
  databaseManagers: readonly { path: string; line: number; className: string }[];
  /** Calls that ask it for a database; the name where one is written there. */
  databaseCalls: readonly { path: string; line: number; name: string | undefined }[];
  /** Calls that start a compose file which is not written beside them. */
  composeCalls: readonly { path: string; line: number }[];
}

export const serviceKinds = ['database', 'app'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

interface Declared {
  /** `[a-z][a-z0-9]*`, unique within the brick. */
  name: string;
  memory: number;
  cpus: number;
  pids: number;
}

/** A MariaDB of its own. */
export interface DeclaredDatabase extends Declared {
  kind: 'database';
}

/** A program of the brick that serves a page. */
export interface DeclaredApp extends Declared {
  kind: 'app';
  title: string;
  /** As arguments: no shell reads them. */
  command: readonly string[];
  /** It has to listen here on every address. */
  port: number;
  /** Milliseconds without anybody after which it stops. */
  idle: number;
}

export type DeclaredService = DeclaredDatabase | DeclaredApp;

/** A declared service as the lab runs it. */
export interface BrickService<D extends DeclaredService = DeclaredService> {
  environment: EnvironmentName;
  brick: string;
  declared: D;
  /** Name of the lab's service. */
  service: string;
}

/** Data of a brick's database, as it lies on the disk. */
export interface BrickData {
  environment: EnvironmentName;
  /** `<brick>.<service>` */
  name: string;
  /** Undefined while nobody counted. */
  bytes: number | undefined;
}

/** What a brick asks for and doesn't get. The rest of the brick, and of the lab, is none the worse for it. */
export interface RefusedService {
  environment: EnvironmentName;
  /** Fit to be shown: short, one line. */
  brick: string;
  /** Where in settings.json: `services[1].privileged`. */
  field: string;
  /** Half a sentence after the field. */
  message: string;
  /** What to write instead, one sentence. */
  instead: string;
  /** What runs under this name from before stays as it is; `all` services of the brick where none can be told. */
  keeps: string | 'all' | undefined;
}
