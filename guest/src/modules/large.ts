import { Parser } from 'acorn';
import { LOAD } from '../contexts/inserted';
import type { Node } from '../contexts/insertions';
import { EXPORTS } from './names';

/** As much of the parser's inside as is used here; its types leave that out. */
interface Inside {
  finishNode(node: Node, type: string): Node;
  parse(): { readonly body: readonly Node[] };
}

const Base = Parser as unknown as new (options: object, input: string) => Inside;
const LET_GO = { type: 'BlockStatement', body: [] };

/** Parses a module of which only what it imports and exports is of interest: the bodies of functions are let go. */
class Outline extends Base {
  override finishNode(node: Node, type: string): Node {
    const done = super.finishNode(node, type);
    if (type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression') {
      (done as unknown as { body: unknown }).body = LET_GO;
    }
    return done;
  }
}

/** What a large module has become. */
export interface LargeModule {
  readonly code: string;
  readonly imports: readonly string[];
  readonly esm: boolean;
  /** The columns that were put in at the beginning. */
  readonly shift: number;
}

/**
 * A bundle as an ES module becomes CommonJS, as by {@link ./transform}, but without all of its tokens in memory at once, which are many times as large as the
 * text. Lines stay, and so do columns. Other than there, what it imports is read once, before its body: of another module that assigns what it exports later it sees the first value.
 *
 * @throws a SyntaxError with `loc`
 */
export function transformLarge(source: string): LargeModule {
  const text = source.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  const module = new Rewritten(text);
  for (const node of outline(text).body) {
    module.add(node);
  }
  return module.done();
}

function outline(source: string): { readonly body: readonly Node[] } {
  try {
    return new Outline({ ecmaVersion: 'latest', sourceType: 'module' }, source).parse();
  } catch (error) {
    const { loc } = error as { loc?: { line: number; column: number } };
    throw loc === undefined ? error : Object.assign(error as Error, { loc: { line: loc.line, column: loc.column + 1 } });
  }
}

const quoted = (text: unknown): string => JSON.stringify(text).replace(/[\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);
/** The name of an export, which may be a text. */
const nameOf = (node: Node): string => String(node['name'] ?? node['value']);
const isDefault = (from: string): string => `${from}&&${from}.__esModule?${from}.default:${from}`;

class Rewritten {
  readonly #source: string;
  readonly #imports: string[] = [];
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  readonly #live: string[] = [];
  #taken = '';
  #exports = false;

  constructor(source: string) {
    this.#source = source;
  }

  add(node: Node): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#import(node);
        break;
      case 'ExportAllDeclaration':
        this.#all(node);
        break;
      case 'ExportDefaultDeclaration':
        this.#default(node);
        break;
      case 'ExportNamedDeclaration':
        this.#named(node);
        break;
      default:
    }
  }

  /** The name of what a module exports. */
  #module(node: Node): string {
    const path = String((node['source'] as Node)['value']);
    const known = this.#imports.indexOf(path);
    if (known >= 0) {
      return `$import${known}`;
    }
    const name = `$import${this.#imports.push(path) - 1}`;
    this.#taken += ` const ${name}=${LOAD}.of(${quoted(path)});`;
    return name;
  }

  #import(node: Node): void {
    const from = this.#module(node);
    for (const specifier of node['specifiers'] as readonly Node[]) {
      const local = nameOf(specifier['local'] as Node);
      const whole = specifier.type === 'ImportNamespaceSpecifier';
      const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier['imported'] as Node) : 'default';
      this.#taken += ` const ${local}=${whole ? this.#whole(node) : this.#member(from, name)};`;
    }
    this.#blank(node.start, node.end);
  }

  #whole(node: Node): string {
    return `${LOAD}.of(${quoted((node['source'] as Node)['value'])},true)`;
  }

  #member(from: string, name: string): string {
    return name === 'default' ? `(${isDefault(from)})` : `${from}[${quoted(name)}]`;
  }

  #all(node: Node): void {
    const from = this.#module(node);
    const exported = node['exported'] as Node | null;
    if (exported === null) {
      this.#taken += ` ${LOAD}.star(${from});`;
    } else {
      this.#show(nameOf(exported), this.#whole(node));
    }
    this.#exports = true;
    this.#blank(node.start, node.end);
  }

  #default(node: Node): void {
    const declared = node['declaration'] as Node;
    const id = declared['id'] as Node | null | undefined;
    this.#exports = true;
    if (id !== null && id !== undefined && declared.type.endsWith('Declaration')) {
      this.#show('default', nameOf(id));
      this.#blank(node.start, declared.start);
    } else {
      this.#edits.push({ start: node.start, end: declared.start, text: 'exports.default=' });
    }
  }

  #named(node: Node): void {
    const declared = node['declaration'] as Node | null;
    this.#exports = true;
    if (declared !== null) {
      const bound = declared.type === 'VariableDeclaration' ? (declared['declarations'] as Node[]).map(({ id }) => id as Node) : [declared['id'] as Node];
      for (const name of bound.flatMap(names)) {
        this.#show(name, name);
      }
      this.#blank(node.start, declared.start);
      return;
    }
    const from = node['source'] === null ? undefined : this.#module(node);
    for (const specifier of node['specifiers'] as readonly Node[]) {
      const local = nameOf(specifier['local'] as Node);
      this.#show(nameOf(specifier['exported'] as Node), from === undefined ? local : this.#member(from, local));
    }
    this.#blank(node.start, node.end);
  }

  #show(name: string, value: string): void {
    this.#live.push(`[${quoted(name === 'module.exports' ? EXPORTS : name)}]:()=>${value}`);
  }

  #blank(start: number, end: number): void {
    this.#edits.push({ start, end, text: this.#source.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' ') });
  }

  done(): LargeModule {
    const live = this.#live.length === 0 ? '' : ` ${LOAD}.live({${this.#live.join()}});`;
    const first = this.#imports.length === 0 ? live : `${live} ${LOAD}.begin();${this.#taken}`;
    let code = first;
    let from = 0;
    for (const { start, end, text } of this.#edits) {
      code += this.#source.slice(from, start) + text;
      from = end;
    }
    code += this.#source.slice(from);
    return { code, imports: this.#imports, esm: this.#exports || this.#imports.length > 0, shift: first.length };
  }
}

/** What a pattern binds. */
function names(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern['name'])];
    case 'ObjectPattern':
      return (pattern['properties'] as Node[]).flatMap((each) => names((each['value'] ?? each['argument']) as Node));
    case 'ArrayPattern':
      return (pattern['elements'] as (Node | null)[]).flatMap((each) => (each === null ? [] : names(each)));
    case 'AssignmentPattern':
      return names(pattern['left'] as Node);
    case 'RestElement':
      return names(pattern['argument'] as Node);
    default:
      return [];
  }
}
