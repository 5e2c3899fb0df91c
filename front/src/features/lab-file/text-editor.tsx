import { useImperativeHandle, useRef, type Ref } from 'react';
import { messages } from './messages.ts';
import styles from './text-editor.module.css';

export interface TextEditorHandle {
  goToLine: (line: number) => void;
}

interface TextEditorProps {
  ref?: Ref<TextEditorHandle>;
  value: string;
  readOnly: boolean;
  wrongLines: ReadonlySet<number>;
  onChange: (value: string) => void;
}

/** Where a line begins in a text, 1-based as people count. */
export function lineStart(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) return start;
    start = end + 1;
  }
  return start;
}

/** A plain text area, which every browser and screen reader knows, with its line numbers. */
export function TextEditor({ ref, value, readOnly, wrongLines, onChange }: TextEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;

  useImperativeHandle(ref, () => ({
    goToLine: (line) => {
      const { current } = area;
      if (current === null) return;
      const start = lineStart(value, line);
      const end = value.indexOf('\n', start);
      current.focus();
      current.setSelectionRange(start, end === -1 ? value.length : end);
      const height = current.scrollHeight / lines;
      current.scrollTop = Math.max(0, (line - 4) * height);
    },
  }));

  return (
    <div className={styles.editor}>
      <div ref={numbers} className={styles.numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          <div key={index} className={wrongLines.has(index + 1) ? styles.wrong : undefined}>
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={messages.editor}
        value={value}
        readOnly={readOnly}
        rows={Math.min(Math.max(lines + 1, 14), 32)}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={({ target }) => {
          onChange(target.value);
        }}
        onScroll={({ currentTarget }) => {
          if (numbers.current !== null) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
