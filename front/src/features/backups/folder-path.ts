interface Crumb {
  name: string;
  path: string;
}

/** `/a/b` as the folders that lead there: `a` at `/a`, `b` at `/a/b`. */
export function crumbsOf(folder: string): readonly Crumb[] {
  const names = folder.split('/').filter((name) => name !== '');
  return names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }));
}

/** Whether what lies there can be put back by itself: below a folder of an environment. */
export const isRestorable = (path: string): boolean =>
  /^\/environments\/[a-z]+\/(data|bricks|workspace|codelab)\/./.test(path);
