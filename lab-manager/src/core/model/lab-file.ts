/** What the lab should be: the parsed, defaulted and validated form of `lab.yaml`. */
export interface LabFile {
  name: string;
  domain: string;
  tls: { mode: TlsMode };
  environments: { prod: EnvironmentFile };
  images: ImagesFile;
}

export type TlsMode = 'internal';
export type EnvironmentName = 'prod';

export interface EnvironmentFile {
  enabled: boolean;
  /** Limits per kind of service. */
  resources: { glab: ResourcesFile; database: ResourcesFile };
  /** Passed to glab and its tasks as environment variables; never secrets. */
  variables: Record<string, string>;
}

export interface ResourcesFile {
  /** Bytes. */
  memory: number;
  /** Cores, e.g. 1.5; undefined is no limit. */
  cpus: number | undefined;
  /** Processes and threads. */
  pids: number;
}

/** Where images come from when not from this product's own version. */
export interface ImagesFile {
  /** e.g. `mirror.example.org/lab`; undefined: only what is on this machine. */
  registry: string | undefined;
  /** Full references that replace the product's own, per image name. */
  override: Partial<Record<ImageName, string>>;
}

export type ImageName = 'glab' | 'database' | 'front';
