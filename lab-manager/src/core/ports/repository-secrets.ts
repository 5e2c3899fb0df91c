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

/** Secrets of repositories: kept in a folder each that nobody but the manager reads. */
export interface RepositorySecrets {
  kept(repository: string): Promise<KeptSecrets>;
  /** Whole or not at all, each; what isn't given stays. */
  keep(repository: string, given: RepositorySecretsGiven): Promise<void>;
  /** Nothing of it stays; may be repeated. */
  forget(repository: string): Promise<void>;
  /** Those that are kept, with those given in their place. */
  open(repository: string, given?: RepositorySecretsGiven): Promise<OpenedSecrets>;
  /** Takes away what a manager that died left open. */
  closeAll(): Promise<void>;
}
