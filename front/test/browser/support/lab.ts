import { readFileSync } from 'node:fs';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `${name} is not set: the browser suite needs a running lab (LAB_URL, LAB_SETUP_TOKEN, LAB_CA_FILE, LAB_BRICKS).`,
    );
  }
  return value;
}

/** The lab under test: freshly installed, not yet claimed. */
export const lab = {
  url: new URL(required('LAB_URL')).origin,
  setupToken: required('LAB_SETUP_TOKEN'),
  ca: readFileSync(required('LAB_CA_FILE'), 'utf8'),
  /** The folder of production's bricks, on the lab's own disk. */
  bricks: required('LAB_BRICKS'),
};

export const prodUrl = lab.url.replace('://', '://prod.');

/** Who claims it. */
export const owner = {
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  password: 'four unrelated browser words',
};
