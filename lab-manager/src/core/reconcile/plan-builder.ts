import type { Operation, OperationKind, Plan } from '../model/operation.ts';

/** A step before it has its number. */
export interface Draft {
  readonly operation: Operation;
  readonly after: Set<Draft>;
}

/** What nothing else forces an order on comes in this one. */
const rank: Record<OperationKind, number> = {
  ensureDirectory: 0,
  createSecret: 1,
  issueCertificate: 2,
  createNetwork: 3,
  connectNetwork: 3,
  publishRoutes: 4,
  pullImage: 5,
  fetchReference: 8,
  buildReference: 8,
  removeArchive: 7,
  createContainer: 6,
  renameContainer: 6,
  startContainer: 6,
  waitHealthy: 6,
  stopContainer: 6,
  removeContainer: 6,
  removeNetwork: 7,
};

/** Collects steps with what each waits for, in any order; numbers them at the end. */
export class PlanBuilder {
  readonly #drafts: Draft[] = [];

  add(operation: Operation, after: Iterable<Draft | undefined> = []): Draft {
    const draft = { operation, after: new Set<Draft>() };
    for (const earlier of after) if (earlier !== undefined) draft.after.add(earlier);
    this.#drafts.push(draft);
    return draft;
  }

  /** All steps so far. */
  get drafts(): readonly Draft[] {
    return this.#drafts;
  }

  toPlan(): Plan {
    const ids = new Map<Draft, number>();
    const ranked = this.#drafts.toSorted((a, b) => rank[a.operation.kind] - rank[b.operation.kind]);
    for (const draft of ranked) number(draft, ids);
    return [...ids].map(([draft, id]) => ({
      id,
      operation: draft.operation,
      after: [...draft.after].map((earlier) => ids.get(earlier) ?? 0).sort((a, b) => a - b),
    }));
  }
}

/** Numbers what a step waits for before the step itself. Not recursive: chains of many services are long. */
function number(first: Draft, ids: Map<Draft, number>): void {
  const stack = [{ draft: first, waiting: first.after.values() }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.waiting.next();
    if (next.done === true) {
      stack.pop();
      if (!ids.has(top.draft)) ids.set(top.draft, ids.size + 1);
    } else if (!ids.has(next.value)) {
      stack.push({ draft: next.value, waiting: next.value.after.values() });
    }
  }
}
