/** Asks the lab what anybody may ask, as a browser does: through the edge, trusting the lab's own authority only. */
export interface EdgeProbe {
  /** Undefined where this lab's manager answers under that domain; else what was met, as `EdgeTrouble.reason`. */
  ask(domain: string, signal: AbortSignal): Promise<string | undefined>;
}
