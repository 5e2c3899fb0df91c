import { isHostname } from '../hostname.ts';
import { limits } from './limits.ts';
import type { Objection } from './scalar-fields.ts';

export function domainObjection(domain: string): Objection | undefined {
  if (domain.length > limits.domainLength)
    return {
      message: `is longer than ${limits.domainLength} characters`,
      suggestion: 'Use a shorter domain.',
    };
  if (isHostname(domain)) return undefined;
  const bare = domain
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/:].*$/, '')
    .replace(/\.$/, '');
  if (bare !== domain && isHostname(bare))
    return { message: 'is not a plain host name', suggestion: `Did you mean ${bare}?` };
  if (/^[0-9.]+$|:/.test(domain))
    return {
      message: 'is an address, not a name',
      suggestion: 'The lab answers on names below its domain; use a domain such as lab.example.org.',
    };
  return {
    message: 'is not a host name of two parts or more',
    suggestion: 'Write lower-case letters, digits and dashes with dots between, for example lab.example.org.',
  };
}

const registry = /^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(\/[a-z0-9][a-z0-9._-]*)*$/;

export function registryObjection(text: string): Objection | undefined {
  if (registry.test(text) && text.length <= 200) return undefined;
  return {
    message: 'is not the address of a registry',
    suggestion: 'Write host[:port][/path] without https://, for example mirror.example.org/lab.',
  };
}

const imageReference =
  /^([a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

export function imageObjection(text: string): Objection | undefined {
  if (text.length <= 255 && imageReference.test(text)) return undefined;
  return {
    message: 'is not an image reference',
    suggestion: 'Write name:tag or registry/name:tag, for example registry.example.org/lab/glab:1.2.',
  };
}

export function variableNameObjection(name: string): Objection | undefined {
  if (name.startsWith('LABSTEAD_'))
    return { message: 'begins with LABSTEAD_, which is the lab’s own', suggestion: 'Use another name.' };
  if (/^[A-Z][A-Z0-9_]{0,127}$/.test(name)) return undefined;
  const meant = name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');
  return {
    message: 'is not a name for a variable: capitals, digits and underscores, a capital first',
    suggestion: /^[A-Z]/.test(meant)
      ? `Did you mean ${meant.slice(0, 128)}?`
      : 'Write for example MODEL_NAME.',
  };
}

export function variableValueObjection(value: string): Objection | undefined {
  if (value.length > limits.variableLength)
    return {
      message: `is longer than ${limits.variableLength} characters`,
      suggestion: 'Put it into a file that the tasks read.',
    };
  if (value.includes('\0') || !value.isWellFormed())
    return { message: 'has a character that a variable cannot hold', suggestion: 'Take it out.' };
  return undefined;
}
