import { ProblemNotice } from '../../components/problem-notice.tsx';
import type { Problem } from '../../lib/problem.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { FileErrors } from './file-errors.tsx';

interface FileProblemProps {
  problem: Problem;
  text: string;
  onGoTo: (line: number) => void;
  onReload: () => void;
}

export function FileProblem({ problem, text, onGoTo, onReload }: FileProblemProps) {
  if (problem.code === 'labfile.conflict') return <ConflictNotice text={text} onReload={onReload} />;
  if (problem.errors.length > 0) return <FileErrors errors={problem.errors} onGoTo={onGoTo} />;
  return <ProblemNotice error={problem} />;
}
