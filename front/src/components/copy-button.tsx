import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

interface CopyButtonProps {
  text: string;
  label?: string;
}

export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => {
      setState('idle');
    }, 2500);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);

  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setState('copied');
      },
      () => {
        setState('refused');
      },
    );
  };
  const said = { idle: label, copied: 'Copied', refused: 'Copying was refused' }[state];
  return (
    <Button small icon={state === 'copied' ? 'check' : 'copy'} onClick={copy} aria-live="polite">
      {said}
    </Button>
  );
}
