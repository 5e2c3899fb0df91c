/** The labels by which the lab knows what it made. */
export const labels = {
  lab: 'org.labstead.lab',
  service: 'org.labstead.service',
  configHash: 'org.labstead.config-hash',
  job: 'org.labstead.job',
} as const;

export type Labels = Readonly<Record<string, string>>;

/** Engines answer `null` where a thing has no labels at all. */
export const bearsLab = (found: Labels | null | undefined, labId: string): boolean =>
  found?.[labels.lab] === labId;
