import { useSyncExternalStore } from 'react';
import { readStored, writeStored } from './storage.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'labstead.theme';
const listeners = new Set<() => void>();

function stored(): Theme {
  const value = readStored(key);
  return themes.find((theme) => theme === value) ?? 'system';
}

let current = stored();

/** `system` sets nothing: the style sheet then follows the browser. */
export function applyTheme(): void {
  if (current === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = current;
}

function choose(theme: Theme): void {
  current = theme;
  writeStored(key, theme === 'system' ? null : theme);
  applyTheme();
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, () => current), choose];
}
