import type { inserted } from './inserted';

/** A node as far as it is looked at here. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: any;
}

/** A text to be put in at a place; `opens`: it belongs to what begins there, not to what ends there. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
  readonly opens: boolean;
}

/** The texts that are put in. */
export type Pieces = ReturnType<typeof inserted>;

export const open = (at: number, text: string): Insertion => ({ at, text, opens: true });
export const close = (at: number, text: string): Insertion => ({ at, text, opens: false });

/** What ends at a place comes before what begins there; of the former the inner first, of the latter the outer. */
export function put(source: string, insertions: readonly Insertion[]): string {
  const order = insertions.map((_, index) => index);
  order.sort((a, b) => {
    const [one, other] = [insertions[a] as Insertion, insertions[b] as Insertion];
    if (one.at !== other.at) {
      return one.at - other.at;
    }
    if (one.opens !== other.opens) {
      return one.opens ? 1 : -1;
    }
    return one.opens ? b - a : a - b;
  });
  const parts: string[] = [];
  let from = 0;
  for (const index of order) {
    const { at, text } = insertions[index] as Insertion;
    parts.push(source.slice(from, at), text);
    from = at;
  }
  parts.push(source.slice(from));
  return parts.join('');
}

/** What an asynchronous function returns may be waited for; what cannot be is left alone. */
export function result(returned: Node, { result: { before, after } }: Pieces): readonly Insertion[] {
  let node = returned;
  while (node.type === 'ParenthesizedExpression') {
    node = node['expression'] as Node;
  }
  const simple = SIMPLE.has(node.type) || (node.type === 'ObjectExpression' && (node['properties'] as Node[]).every(cannotBeThen));
  return simple ? [] : [open(returned.start, before), close(returned.end, after)];
}

const SIMPLE = new Set([
  ...['Literal', 'TemplateLiteral', 'ArrayExpression', 'FunctionExpression', 'ArrowFunctionExpression'],
  ...['AwaitExpression', 'UnaryExpression', 'BinaryExpression', 'UpdateExpression'],
]);

function cannotBeThen({ type, key, computed }: Node): boolean {
  const { name, value } = (key ?? {}) as { name?: unknown; value?: unknown };
  return type === 'Property' && computed !== true && name !== 'then' && value !== 'then' && name !== '__proto__' && value !== '__proto__';
}

export function behindDirectives(body: Node): number {
  let at = body.start + 1;
  for (const statement of body['body'] as Node[]) {
    if (statement['directive'] === undefined) {
      break;
    }
    at = statement.end;
  }
  return at;
}
