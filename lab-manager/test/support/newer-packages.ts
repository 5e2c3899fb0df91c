import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, unpackedPackages } from './test-engine-cache.ts';

const run = promisify(execFile);

/** Packages of another Debian suite, unpacked under that name on first use; the machine's own apt never learns of it. */
export async function newerPackages(
  suite: string,
  name: string,
  packages: readonly string[],
): Promise<string> {
  const private_ = join(cacheDirectory(), `apt-${suite}`);
  const options = [
    ['Dir::Etc::sourcelist', join(private_, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::Etc::preferences', '/dev/null'],
    ['Dir::Etc::preferencesparts', '/dev/null'],
    ['Dir::State', join(private_, 'state')],
    ['Dir::State::status', '/dev/null'],
    ['Dir::Cache', join(private_, 'cache')],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return unpackedPackages(`${name}-${suite}`, packages, options, async () => {
    await mkdir(join(private_, 'state/lists/partial'), { recursive: true });
    await mkdir(join(private_, 'cache/archives/partial'), { recursive: true });
    await writeFile(join(private_, 'sources.list'), `deb ${await debianArchive()} ${suite} main\n`);
    await run('apt-get', [...options, 'update']);
  });
}

/** Where this machine gets Debian from: a mirror, a cache, whatever it is set to. */
async function debianArchive(): Promise<string> {
  const format = '$(REPO_URI)|$(LABEL)|$(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const found = stdout.split('\n').find((line) => line.endsWith('|Debian|main'));
  if (found === undefined)
    throw new Error('no Debian archive among the apt sources: newer programs for tests come from there');
  return found.split('|')[0] ?? '';
}
