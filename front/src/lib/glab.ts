/** What glab's API says, as these pages use it. */

export interface Environment {
  environment: string;
  lab: string;
  console_url: string;
  version: string;
  bricks: readonly { name: string; version: string; status: 'loaded' | 'error'; error: string | null }[];
  user: { id: string; name: string; role: string };
}

export interface Resource {
  id: string;
  name: string;
  kind: 'file' | 'table';
  media_type: string;
  size: number;
  sha256: string;
  created_at: string;
  created_by: string;
  /** As it was then; null for what is older than this field. */
  created_by_name: string | null;
  origin: { type: 'upload' | 'task'; scenario_id?: string };
}

export interface Preview {
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
  truncated?: boolean;
}

export interface TaskPort {
  name: string;
  title: string;
  kind: 'file' | 'table';
}

export interface TaskInput extends TaskPort {
  required: boolean;
}

export interface Task {
  id: string;
  brick: string;
  brick_version: string;
  name: string;
  title: string;
  description: string;
  inputs: readonly TaskInput[];
  /** JSON Schema of an object. */
  parameters: unknown;
  outputs: readonly TaskPort[];
}

export type ScenarioStatus =
  'queued' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

export interface Scenario {
  id: string;
  task: string;
  title: string;
  status: ScenarioStatus;
  progress: { fraction: number | null; message: string | null };
  inputs: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, unknown>>;
  outputs: Readonly<Record<string, string>>;
  error: { code: string; message: string; hint?: string | null } | null;
  created_at: string;
  created_by: string;
  created_by_name: string;
  started_at: string | null;
  ended_at: string | null;
  provenance?: {
    brick?: string;
    brick_version?: string;
    core_version?: string;
    inputs?: Readonly<Record<string, { name: string; size: number; sha256: string }>>;
  };
}

export interface Paged<T> {
  items: readonly T[];
  next_cursor: string | null;
}

export const contentUrl = (resourceId: string): string =>
  `/api/v1/resources/${encodeURIComponent(resourceId)}/content`;
