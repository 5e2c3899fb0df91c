/** What opens a repository. None of it is ever told, logged, or part of an argument. */
export interface RepositorySecretsGiven {
  password?: string;
  /** Environment variables for the engine of backups. */
  credentials?: Readonly<Record<string, string>>;
  ssh?: { privateKey: string; knownHosts: string };
}

/** Which of them are kept. */
export interface KeptSecrets {
  password: boolean;
  credentials: boolean;
  ssh: boolean;
}

/** In the manager's memory, for a child; gone after `close`. */
export interface OpenedSecrets {
  /** Undefined where there is no password, kept or given. */
  passwordFile: string | undefined;
  credentials: Readonly<Record<string, string>>;
  ssh: { keyFile: string; knownHostsFile: string } | undefined;
  /** Nothing of it stays; may be repeated. */
  close(): Promise<void>;
}

/** One repository: a name that the lab file gives, and the place that it has there, as `printLocation` writes it. */
export interface RepositoryPlace {
  name: string;
  location: string;
}

/**
 * Secrets of repositories: kept in a folder each that nobody but the manager reads. They are those of one place: another place of
 * the same name is never opened with them.
 */
export interface RepositorySecrets {
  /** Nothing where what is kept under that name is of another place. */
  kept(repository: RepositoryPlace): Promise<KeptSecrets>;
  /**
   * Whole or not at all, each; what isn't given stays. What was kept for another place of that name, and a password that another one
   * takes the place of, lie aside from then on until a person deletes them: they may be the only ones that open something.
   */
  keep(repository: RepositoryPlace, given: RepositorySecretsGiven): Promise<void>;
  /** Nothing of it stays but what lies aside; may be repeated. */
  forget(repository: string): Promise<void>;
  /** Those that are kept for that place, with those given in their place. */
  open(repository: RepositoryPlace, given?: RepositorySecretsGiven): Promise<OpenedSecrets>;
  /** Takes away what a manager that died left open. */
  closeAll(): Promise<void>;
}
