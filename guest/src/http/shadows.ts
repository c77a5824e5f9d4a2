/** A path of literal segments and parameters, and what it stands for. */
interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  parameter: Node<T> | undefined;
  end: T | undefined;
}

function node<T>(): Node<T> {
  return { literals: new Map(), parameter: undefined, end: undefined };
}

/** Routes in the order of registration: which of those before it answers all that a route would. */
export class Shadows<T> {
  readonly #methods = new Map<string, Node<T>>();

  /** Adds a route; the one that shadows it, where there is one. */
  add(method: string, path: string, route: T): T | undefined {
    let at = this.#methods.get(method);
    if (at === undefined) {
      at = node();
      this.#methods.set(method, at);
    }
    const segments = path.replace(/\/$/, '').split('/').slice(1);
    const found = covering(at, segments, 0);
    if (found !== undefined) {
      return found;
    }
    for (const segment of segments) {
      at = segment.startsWith(':') ? (at.parameter ??= node()) : literal(at, segment);
    }
    at.end = route;
    return undefined;
  }
}

function literal<T>({ literals }: Node<T>, segment: string): Node<T> {
  let next = literals.get(segment);
  if (next === undefined) {
    next = node();
    literals.set(segment, next);
  }
  return next;
}

function covering<T>(at: Node<T> | undefined, segments: readonly string[], index: number): T | undefined {
  const segment = segments[index];
  if (at === undefined || segment === undefined) {
    return at?.end;
  }
  const same = segment.startsWith(':') ? undefined : covering(at.literals.get(segment), segments, index + 1);
  return same ?? covering(at.parameter, segments, index + 1);
}
