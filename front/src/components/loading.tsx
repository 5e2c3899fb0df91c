import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';
import styles from './loading.module.css';

/** Says what is awaited; silent for the first moment, so that quick answers don't flicker. */
export function Loading({ what }: { what: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, 300);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <p className={styles.loading} role="status">
      {shown && (
        <>
          <Icon name="loader" spin /> Loading {what}…
        </>
      )}
    </p>
  );
}
