import type { ComponentPropsWithRef } from 'react';
import { Link, type LinkProps } from 'react-router';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './button.module.css';

interface Look {
  look?: 'plain' | 'primary' | 'danger' | 'quiet';
  small?: boolean;
  icon?: IconName;
}

const classes = ({ look = 'plain', small = false }: Look) =>
  cx(styles.button, styles[look], small && styles.small);

type ButtonProps = Look & ComponentPropsWithRef<'button'> & { busy?: boolean };

/** While `busy` it says so, stays focused and does nothing. */
export function Button({ look, small, icon, busy = false, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes({ ...(look && { look }), ...(small && { small }) })}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Icon name="loader" spin /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export function ButtonLink({ look, small, icon, children, ...rest }: Look & LinkProps) {
  return (
    <Link {...rest} className={classes({ ...(look && { look }), ...(small && { small }) })}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </Link>
  );
}

/** A link that leaves the page: another host, a download. */
export function ButtonAnchor({ look, small, icon, children, ...rest }: Look & ComponentPropsWithRef<'a'>) {
  return (
    <a {...rest} className={classes({ ...(look && { look }), ...(small && { small }) })}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}
