const marked = new WeakSet<object>();

/**
 * Marks a layer that passes requests on or refuses them and never answers with anything of the lab's: only such may
 * stand in an app beside the contract's routes. By identity, since a bundle may give functions other names.
 */
export function noAnswers<Layer extends object>(layer: Layer): Layer {
  marked.add(layer);
  return layer;
}

export function givesNoAnswers(layer: object): boolean {
  return marked.has(layer);
}
