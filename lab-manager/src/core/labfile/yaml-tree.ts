import {
  isAlias,
  isCollection,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type ParsedNode,
} from 'yaml';
import { limits } from './limits.ts';
import type { ErrorDetail } from '../model/lab-error.ts';

export interface YamlTree {
  root: ParsedNode | null;
  /** 1-based line where a node starts. */
  lineOf(node: Node): number;
}

/** Text to a tree of plain values only: one document, no tags, no aliases. */
export function yamlTree(text: string): YamlTree | { problems: readonly ErrorDetail[] } {
  const refusal = refuseWhole(text);
  if (refusal !== undefined) return { problems: [refusal] };

  const lines = new LineCounter();
  // Repeated keys are found by the reader of mappings: the library's own search takes quadratic time.
  const document = parseDocument(text, {
    version: '1.2',
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const lineOf = (node: Node): number => lineAt(node.range?.[0] ?? 0);
  const problems = [...syntaxProblems(document, lineAt), ...refusedNodes(document, lineOf)];
  return problems.length > 0 ? { problems } : { root: document.contents, lineOf };
}

/** What is too much for the parser, or not text at all. */
function refuseWhole(text: string): ErrorDetail | undefined {
  const suggestion = 'Is this the right file?';
  const size = Buffer.byteLength(text);
  if (size > limits.textBytes)
    return {
      path: '',
      line: 1,
      message: `it has ${size} bytes; ${limits.textBytes} are allowed`,
      suggestion,
    };
  if (countTokens(text) > limits.tokens)
    return { path: '', line: 1, message: 'it has far more parts than a lab file can have', suggestion };
  return undefined;
}

function countTokens(text: string): number {
  return [...new Lexer().lex(text)].length;
}

const mostProblems = 20;

function syntaxProblems(document: Document.Parsed, lineAt: (offset: number) => number): ErrorDetail[] {
  return [...document.errors, ...document.warnings]
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
    .slice(0, mostProblems)
    .map(({ code, message, pos }) => ({ path: '', line: lineAt(pos[0]), ...syntaxAdvice(code, message) }));
}

function syntaxAdvice(code: string, message: string): { message: string; suggestion: string } {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return {
        message: 'a second document starts here',
        suggestion: 'Keep one lab in one file, without a line of three dashes.',
      };
    case 'RESOURCE_EXHAUSTION':
      return { message: 'it is nested too deeply', suggestion: 'Is this the right file?' };
    default:
      return {
        message,
        suggestion: 'Check the indentation (spaces, no tabs) and the quotes here and in the lines above.',
      };
  }
}

function refusedNodes(document: Document.Parsed, lineOf: (node: Node) => number): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  visit(document, {
    Node(_key, node) {
      const refused = refusedFeature(node);
      if (refused !== undefined) problems.push({ path: '', line: lineOf(node), ...refused });
      return problems.length >= mostProblems ? visit.BREAK : undefined;
    },
  });
  return problems;
}

function refusedFeature(node: Node): { message: string; suggestion: string } | undefined {
  if (isAlias(node))
    return { message: `aliases like *${node.source} are not read here`, suggestion: 'Write the value out.' };
  if ((isScalar(node) || isCollection(node)) && node.tag !== undefined)
    return { message: `tags like ${node.tag} are not read here`, suggestion: 'Write the value without it.' };
  return undefined;
}
