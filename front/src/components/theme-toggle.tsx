import { themes, useTheme, type Theme } from '../lib/theme.ts';
import { Icon, type IconName } from './icon.tsx';
import { HiddenText } from './hidden-text.tsx';
import styles from './theme-toggle.module.css';

const looks: Record<Theme, { icon: IconName; label: string }> = {
  system: { icon: 'monitor', label: 'Colours as the system' },
  light: { icon: 'sun', label: 'Light colours' },
  dark: { icon: 'moon', label: 'Dark colours' },
};

export function ThemeToggle() {
  const [current, choose] = useTheme();
  return (
    <fieldset className={styles.group}>
      <legend>
        <HiddenText>Colours</HiddenText>
      </legend>
      {themes.map((theme) => (
        <label key={theme} className={styles.choice} title={looks[theme].label}>
          <input
            type="radio"
            name="theme"
            checked={theme === current}
            onChange={() => {
              choose(theme);
            }}
          />
          <Icon name={looks[theme].icon} />
          <HiddenText>{looks[theme].label}</HiddenText>
        </label>
      ))}
    </fieldset>
  );
}
