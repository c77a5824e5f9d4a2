/** A node as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly [key: string]: any;
}

const UNNAMED = '(intermediate value)';
const LONGEST = 100;

/** What V8 says of what is iterated though it cannot be, up to the verb: the library has to say it, for V8 would show what was put in. */
export function said(node: Node): string {
  if (node.type === 'ParenthesizedExpression') {
    return said(node['expression'] as Node);
  }
  const name = named(node);
  const shown = name.length > LONGEST ? UNNAMED : name;
  return node.type === 'CallExpression' || node.type === 'NewExpression' ? `${shown} is not a function or its return value is` : `${shown} is`;
}

function named(node: Node): string {
  switch (node.type) {
    case 'Identifier':
      return node['name'] as string;
    case 'ThisExpression':
      return 'this';
    case 'ParenthesizedExpression':
      return named(node['expression'] as Node);
    case 'Literal':
      return typeof node['value'] === 'string' ? `"${node['value']}"` : typeof node['bigint'] === 'string' ? UNNAMED : (node['raw'] as string);
    case 'ObjectExpression':
      return `{${(node['properties'] as Node[]).map(() => UNNAMED).join('')}}`;
    case 'MemberExpression':
      return `${named(node['object'] as Node)}${property(node)}`;
    case 'CallExpression':
      return `${named(node['callee'] as Node)}(...)`;
    default:
      return UNNAMED;
  }
}

function property(node: Node): string {
  const key = node['property'] as Node;
  if (node['computed'] !== true) {
    return `.${key['name'] as string}`;
  }
  return typeof key['value'] === 'string' ? `.${key['value']}` : `[${named(key)}]`;
}
