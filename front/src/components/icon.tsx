import styles from './icon.module.css';
import { cx } from '../lib/cx.ts';

/** Drawn on a 16 px grid, stroked in the colour of the text around. */
const paths = {
  check: 'M3 8.5l3.2 3.2L13 5',
  'check-circle': 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.3 8.2l1.9 1.9 3.5-3.9',
  'x-circle': 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  alert: 'M8 2.2L1.7 13.2h12.6zM8 6.4v3.2M8 11.4v.1',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.4v3.6M8 5v.1',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.6V8l2.3 1.6',
  loader: 'M8 1.8a6.2 6.2 0 0 1 6.2 6.2',
  'stop-circle': 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.2 6.2h3.6v3.6H6.2z',
  question:
    'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.4 6.3c.2-1.9 3.3-1.7 3.2.1 0 1.1-1.6 1.3-1.6 2.6M8 11.3v.1',
  ring: 'M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6z',
  play: 'M4.8 2.9v10.2l8-5.1z',
  pause: 'M5 3v10M11 3v10',
  stop: 'M4 4h8v8H4z',
  restart: 'M13.2 8a5.2 5.2 0 1 1-1.5-3.7M13.2 1.9v2.8h-2.8',
  external:
    'M9.3 2.8h3.9v3.9M13 3L7.5 8.5M11.5 9.3v3.2a.7.7 0 0 1-.7.7H3.5a.7.7 0 0 1-.7-.7V5.2c0-.4.3-.7.7-.7h3.2',
  copy: 'M5.5 5.5V3.3c0-.3.2-.5.5-.5h6.7c.3 0 .5.2.5.5V10c0 .3-.2.5-.5.5h-2.2M3.3 5.5H10c.3 0 .5.2.5.5v6.7c0 .3-.2.5-.5.5H3.3a.5.5 0 0 1-.5-.5V6c0-.3.2-.5.5-.5z',
  upload: 'M8 10.5V2.8M4.9 5.7L8 2.6l3.1 3.1M2.8 10.5v2.2c0 .3.2.500.5.500h9.4c.3 0 .5-.2.5-.5v-2.2',
  download: 'M8 2.8v7.7M4.9 7.6L8 10.7l3.1-3.1M2.8 10.5v2.2c0 .3.2.5.5.500h9.4c.3 0 .5-.2.5-.5v-2.2',
  trash: 'M2.8 4.3h10.4M6.2 4.1V2.6h3.6v1.5M4.1 4.5l.6 8.7h6.6l.6-8.7M6.7 6.9v3.9M9.3 6.9v3.9',
  file: 'M4 1.9h5l3.2 3.2v9H4zM8.9 2.1v3.2h3.1',
  table: 'M2.3 3h11.4v10H2.3zM2.3 6.3h11.4M2.3 9.7h11.4M6.4 6.3V13',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  flask: 'M6 2h4M6.7 2v4.2L3.3 12.3a1.1 1.1 0 0 0 1 1.6h7.4a1.1 1.1 0 0 0 1-1.6L9.3 6.2V2M4.9 9.8h6.2',
  key: 'M10.3 2.3a3.4 3.4 0 0 0-3.2 4.5L2.4 11.5v2.1h2.2v-1.5h1.5v-1.6L8.7 9a3.4 3.4 0 1 0 1.6-6.7zM11.2 4.9v.1',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  moon: 'M13.3 9.7A5.8 5.8 0 0 1 6.3 2.7a5.7 5.7 0 1 0 7 7z',
  monitor: 'M2 2.8h12v8H2zM5.6 13.4h4.8M8 10.8v2.5',
  chevron: 'M5.8 3.6L10.2 8l-4.4 4.4',
  back: 'M10.2 3.6L5.8 8l4.4 4.4',
  x: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  sliders: 'M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M8.5 3.5v3M4.5 9.5v3',
} as const;

export type IconName = keyof typeof paths;

/** Always beside words: never the only bearer of a meaning. */
export function Icon({ name, spin = false }: { name: IconName; spin?: boolean }) {
  return (
    <svg
      className={cx(styles.icon, spin && styles.spin)}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
