import { useRef, useState, type ReactNode } from 'react';
import type { ConfigReply, PlanReply } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useCheck, useSave } from './api.ts';
import { CheckResult } from './check-result.tsx';
import { EditorActions } from './editor-actions.tsx';
import { FileProblem } from './file-problem.tsx';
import { messages } from './messages.ts';
import { VersionsCard } from './versions-card.tsx';
import { TextEditor, type TextEditorHandle } from './text-editor.tsx';

export interface LabFileEditorProps {
  accepted: ConfigReply;
  mayWrite: boolean;
  drawPlan: (plan: PlanReply) => ReactNode;
  /** Offered once a version was saved. */
  applyAction: ReactNode;
  /** Why that was refused. */
  refusal: ReactNode;
  onReload: () => void;
}

/** Check, then save what was checked: nothing is saved unseen. */
export function LabFileEditor({
  accepted,
  mayWrite,
  drawPlan,
  applyAction,
  refusal,
  onReload,
}: LabFileEditorProps) {
  const [text, setText] = useState(accepted.text);
  const [restored, setRestored] = useState<number | null>(null);
  const editor = useRef<TextEditorHandle>(null);
  const check = useCheck();
  const save = useSave();
  const error = save.error ?? check.error;
  const problem = error === null ? null : toProblem(error);
  const changed = text !== accepted.text;
  const wrongLines = new Set(problem?.errors.flatMap(({ line }) => line ?? []));

  const revert = () => {
    setText(accepted.text);
    setRestored(null);
    check.reset();
    save.reset();
  };
  const saveChecked = () => {
    save.mutate(
      { text, basedOn: accepted.version },
      {
        onSuccess: () => {
          setRestored(null);
          check.reset();
        },
      },
    );
  };
  const restore = (version: number, before: string) => {
    setText(before);
    setRestored(version);
    save.reset();
    check.mutate(before);
    window.scrollTo({ top: 0 });
  };
  const actions = (
    <EditorActions
      changed={changed}
      checking={check.isPending}
      onRevert={revert}
      onCheck={() => {
        save.reset();
        check.mutate(text);
      }}
    />
  );
  const saveAction = mayWrite && changed && (
    <Button small look="primary" busy={save.isPending} onClick={saveChecked}>
      {messages.save(accepted.version + 1)}
    </Button>
  );
  return (
    <>
      {restored !== null && changed && (
        <Notice tone="info" role="status" title={messages.restored(restored)}>
          <p>{messages.restoredWhy(accepted.version + 1)}</p>
        </Notice>
      )}
      {!mayWrite && <Notice tone="info" title={messages.readOnly} />}
      <Card title={messages.version(accepted.version, accepted.author)} aside={actions} flush>
        <TextEditor
          ref={editor}
          value={text}
          readOnly={!mayWrite}
          wrongLines={wrongLines}
          onChange={setText}
        />
      </Card>
      {problem !== null && (
        <FileProblem
          problem={problem}
          text={text}
          onGoTo={(line) => editor.current?.goToLine(line)}
          onReload={onReload}
        />
      )}
      {check.data !== undefined && (
        <Card title={messages.result}>
          <CheckResult
            reply={check.data}
            outdated={check.variables !== text}
            plan={drawPlan(check.data.plan)}
            action={saveAction}
          />
        </Card>
      )}
      {save.isSuccess && !changed && (
        <Notice tone="ok" role="status" title={messages.saved(accepted.version)} actions={applyAction} />
      )}
      {refusal}
      <VersionsCard newest={accepted.version} mayRestore={mayWrite} unsaved={changed} onRestore={restore} />
    </>
  );
}
