import { Parser } from 'acorn';
import { inserted, namesFor, type Names } from './inserted';
import { behindDirectives, close, open, put, result, type Insertion, type Node, type Pieces } from './insertions';
import { mayImport, Renames } from './renames';
import { said } from './said';

/** As much of the parser's inside as is used here; its types leave that out. */
interface Inside {
  readonly scopeStack: { readonly var: readonly string[]; readonly functions: readonly string[] }[];
  finishNode(node: Node, type: string): Node;
  finishNodeAt(node: Node, type: string, end: number): Node;
  exitScope(): void;
  readonly strict: boolean;
  parseExprAtom(...given: unknown[]): Node;
  checkLValSimple(node: Node, ...given: unknown[]): void;
  parse(): unknown;
}

const Base = Parser as unknown as new (options: object, input: string) => Inside;

/** Whether the function suspends somewhere; `return` lets only generators wait. */
type Suspends = boolean | 'generator';

/** Something in a function, innermost first, that is put in once it is known to be in an asynchronous one. */
interface Point {
  readonly start: number;
  readonly end: number;
  /** What does not, only restores. */
  readonly suspends: Suspends;
  readonly insertions: (pieces: Pieces) => readonly Insertion[];
  /** The number of the local that it needs for itself. */
  readonly cell: number | undefined;
}

/** What became of a text. */
export interface Rewritten {
  readonly code: string;
  /** What the inserted names begin with; undefined where nothing was put in. */
  readonly names?: Names;
  /** Whether `eval(…)` may be called in it, which must find V8's own. */
  readonly evaluates: boolean;
  /** Why it was left as it is, where the parser does not understand it. */
  readonly refused?: string;
}

/** What kind of text it is: a script's or a module's body, with what the grammar then allows. */
export interface Grammar {
  /** Whether it stands within a function of its own: `return` is allowed. */
  readonly returns: boolean;
  /** Whether it stands within code that the parser does not see: `super`, `new.target` and private names may mean something there. */
  readonly within: boolean;
  /** Whether `import()` and `import.meta` become what a loader gives. */
  readonly imports?: boolean;
}

/** Whether a text may have something in it that is rewritten; most have not, and are never parsed. */
export function maySuspend(source: string): boolean {
  return /\b(?:async|await|eval)\b/.test(source);
}

/**
 * Rewrites each `await`, and what else suspends an asynchronous function, so that the context in which the function runs is captured
 * before and restored after. A text is only ever put in, never taken out or replaced, and no line break with it: so the author's text is what is
 * left without the pieces, and lines stay where they are.
 *
 *     await E   →   ((T = await (T = (0, E), C = suspend(C), F = 1, T), F = 0, resume(C)) ? T : T)
 *
 * T, C and F are locals of the function: one set serves all its awaits, for a suspended function runs nothing else. F tells `catch` and `finally`
 * that an await has thrown and the context is to be restored there; an error that was thrown without leaves it as it is. The body of the
 * function stands in a `try`, whose `finally` hears that an await has thrown out of it, and that what now follows on the stack is
 * nobody's. `(0, E)` keeps a function without a name from being called T; the `?:` keeps V8's messages from showing the names.
 *
 * It is done while the text is parsed, when a node is complete, and the bodies of complete functions are let go: the tree of a bundle would need
 * more memory than an add-on may have.
 *
 * @param names what is inserted is called; undefined where the text has all of the names that could be
 * @throws a SyntaxError where the parser does not understand the text
 */
export function rewrite(source: string, grammar: Grammar, names: Names | undefined = namesFor(source)): Rewritten {
  if (!maySuspend(source) && !(grammar.imports === true && mayImport(source))) {
    return { code: source, evaluates: false };
  }
  if (names === undefined) {
    return { code: source, evaluates: true };
  }
  const rewriter = new Rewriter(source, grammar, names);
  rewriter.parse();
  const { insertions, evaluates } = rewriter;
  const text = rewriter.renames?.applied(source) ?? source;
  return insertions.length === 0 ? { code: text, evaluates } : { code: put(text, insertions), names, evaluates };
}

const LET_GO = { type: 'BlockStatement', body: [] };

class Rewriter extends Base {
  /** Complete, and sorted. */
  readonly insertions: Insertion[] = [];
  evaluates = false;
  readonly renames: Renames | undefined;
  readonly #names: Names;
  readonly #points: Point[] = [];
  /** What the function that was parsed last declares. */
  #declared: Inside['scopeStack'][number] = { var: [], functions: [] };
  #cells = 0;

  constructor(source: string, { returns, within, imports = false }: Grammar, names: Names) {
    super(
      {
        ecmaVersion: 'latest',
        sourceType: 'script',
        preserveParens: true,
        allowReturnOutsideFunction: returns,
        allowHashBang: true,
        allowSuperOutsideMethod: within,
        checkPrivateFields: !within,
        allowImportExportEverywhere: imports,
      },
      source,
    );
    this.#names = names;
    this.renames = imports ? new Renames() : undefined;
  }

  override finishNode(node: Node, type: string): Node {
    const done = super.finishNode(node, type);
    this.#finished(done);
    return done;
  }

  override finishNodeAt(node: Node, type: string, end: number): Node {
    const done = super.finishNodeAt(node, type, end);
    this.#finished(done);
    return done;
  }

  override exitScope(): void {
    this.#declared = this.scopeStack.at(-1) ?? this.#declared;
    super.exitScope();
  }

  #finished(node: Node): void {
    switch (node.type) {
      case 'AwaitExpression':
        this.#await(node);
        break;
      case 'ImportExpression':
      case 'MetaProperty':
        this.renames?.add(node);
        break;
      case 'YieldExpression':
        this.#yield(node);
        break;
      case 'ReturnStatement':
        this.#return(node);
        break;
      case 'ForOfStatement':
        this.#forOf(node);
        break;
      case 'LabeledStatement':
        this.#labeled(node);
        break;
      case 'ExpressionStatement':
        this.#statement(node);
        break;
      case 'IfStatement':
        this.#single(node['consequent']);
        this.#single(node['alternate']);
        break;
      case 'ForStatement':
        this.#forget(node['init']);
        this.#single(node['body']);
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForInStatement':
        this.#single(node['body']);
        break;
      case 'WithStatement':
        this.#with(node);
        break;
      case 'TryStatement':
        this.#try(node);
        break;
      case 'VariableDeclaration':
        this.#declaration(node);
        break;
      case 'CallExpression':
        this.#call(node);
        break;
      case 'UnaryExpression':
        if (node['operator'] === 'delete') {
          this.#noValue(node['argument']);
        }
        break;
      case 'Property':
        if (node['shorthand'] === true && isEval(node['value'])) {
          this.#values.push({ start: node.start, end: node.end, shorthand: true });
        }
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#function(node);
        break;
      default:
    }
  }

  #point(node: Node, suspends: Suspends, insertions: Point['insertions'], cell?: number): void {
    this.#points.push({ start: node.start, end: node.end, suspends, insertions, cell });
  }

  #await(node: Node): void {
    this.#point(node, true, ({ awaiting }) => [
      open(node.start, awaiting.before),
      open(node.start + 'await'.length, awaiting.operand),
      close(node.end, awaiting.after),
    ]);
  }

  #yield(node: Node): void {
    const argument = node['argument'] as Node | null;
    this.#point(node, true, ({ yielding, delegating }) => {
      if (node['delegate'] === true && argument !== null) {
        return [open(node.start, delegating.before), open(argument.start, delegating.operand), close(node.end, delegating.after)];
      }
      return argument === null
        ? [open(node.start, yielding.before), close(node.end, yielding.nothing), close(node.end, yielding.after)]
        : [open(node.start, yielding.before), open(argument.start, yielding.operand), close(node.end, yielding.value), close(node.end, yielding.after)];
    });
  }

  /** An asynchronous generator awaits what it returns, and another function's promise what it is resolved with. */
  #return(node: Node): void {
    const argument = node['argument'] as Node | null;
    if (argument !== null) {
      this.#point(node, 'generator', (pieces) =>
        pieces.generates ? [open(argument.start, pieces.returning.operand), close(argument.end, pieces.returning.value)] : result(argument, pieces),
      );
    }
  }

  /**
   * `for await`: the iterator tells when its `next` and `return` have been called, and the context is restored for the body and behind the
   * loop. Where the loop's variable is disposed of with an await, its body ends as one.
   */
  #forOf(node: Node): void {
    const { left, right, body } = node as unknown as { left: Node; right: Node; body: Node };
    this.#single(body);
    const disposes = left.type === 'VariableDeclaration' && left['kind'] === 'await using';
    this.#forget(left);
    if (node['await'] !== true && !disposes) {
      return;
    }
    const cell = this.#cells++;
    const block = body.type === 'BlockStatement';
    this.#point(
      node,
      true,
      ({ loop }) => [
        open(this.#outside.get(node.start) ?? node.start, loop.before(cell)),
        ...(node['await'] === true ? [open(right.start, loop.operand), close(right.end, loop.iterated(cell, said(right)))] : []),
        open(body.start, block ? loop.block(cell) : loop.statement(cell)),
        close(body.end, block ? loop.blockEnd(cell, disposes) : loop.statementEnd(cell, disposes)),
        close(node.end, loop.after(cell)),
      ],
      cell,
    );
  }

  /** Where the outermost label of a loop begins, by where the loop does. */
  readonly #outside = new Map<number, number>();

  #labeled(node: Node): void {
    let body = node['body'] as Node;
    this.#single(body);
    while (body.type === 'LabeledStatement') {
      body = body['body'] as Node;
    }
    if (body.type === 'ForOfStatement') {
      this.#outside.set(body.start, node.start);
    }
  }

  /** What now begins with a parenthesis must not become the arguments of a line before that ends without a semicolon. */
  #statement(node: Node): void {
    const begins = this.#since(node.start).some(({ start, suspends }) => suspends === true && start === node.start);
    if (begins) {
      this.#separated.add(node.start);
      this.#point(node, false, ({ separator }) => (this.#separated.has(node.start) ? [open(node.start, separator)] : []));
    }
  }

  readonly #separated = new Set<number>();

  /** A statement that may be only one needs none. */
  #single(body: Node | null | undefined): void {
    if (body !== null && body !== undefined) {
      this.#separated.delete(body.start);
    }
  }

  /** Names in it may be an object's: what is within is left alone, and sees no context. */
  #with(node: Node): void {
    this.#points.length -= this.#since(node.start).length;
    while ((this.insertions.at(-1)?.at ?? 0) > node.start) {
      this.insertions.pop();
    }
    this.#within = true;
  }

  /** The points of what began there or later: nodes are complete from the inside to the outside. */
  #since(start: number): readonly Point[] {
    let from = this.#points.length;
    while (from > 0 && (this.#points[from - 1] as Point).start >= start) {
      from--;
    }
    return this.#points.slice(from);
  }

  #suspendsIn({ start, end }: Node): Suspends {
    const within = this.#since(start).filter((point) => point.suspends !== false && point.end <= end);
    return within.some(({ suspends }) => suspends === true) || (within.length > 0 && 'generator');
  }

  /** A declaration in the head of a loop is none of a block. */
  #forget(node: Node | null): void {
    if (node?.type === 'VariableDeclaration' && node['kind'] === 'await using') {
      this.#points.splice(
        this.#points.findLastIndex(({ start, end }) => start === node.start && end === node.end),
        1,
      );
    }
  }

  #try(node: Node): void {
    const { block, handler, finalizer } = node as unknown as { block: Node; handler: Node | null; finalizer: Node | null };
    const throws = this.#suspendsIn(block);
    if (handler !== null && throws !== false) {
      const param = handler['param'] as Node | null;
      const body = handler['body'] as Node;
      this.#point(handler, false, ({ restore, pattern, generates }) => {
        if (throws !== true && !generates) {
          return [];
        }
        return param === null || param.type === 'Identifier'
          ? [open(body.start + 1, restore)]
          : // Its default values are evaluated before the body.
            [open(param.start, pattern.before), close(body.end, pattern.after)];
      });
    }
    const either = throws === true || handler === null ? throws : this.#suspendsIn(handler) || throws;
    if (finalizer !== null && either !== false) {
      this.#point(finalizer, false, ({ restore, generates }) => (either === true || generates ? [open(finalizer.start + 1, restore)] : []));
    }
  }

  /**
   * `await using`: between two disposals nothing of the author's runs, so something else is disposed of after each (declared before it), which
   * restores the context, and before the first (declared last), which notes it.
   */
  #declaration(node: Node): void {
    if (node['kind'] !== 'await using') {
      return;
    }
    const cell = this.#cells++;
    this.#point(node, true, ({ using }) => [open(node.start, using.before(cell)), close(node.end, using.after(cell))], cell);
  }

  /** What `eval` is given is rewritten when it is known. `eval` itself stays, or it would not see its surroundings. */
  #call(node: Node): void {
    let callee = node['callee'] as Node;
    while (callee.type === 'ParenthesizedExpression') {
      callee = callee['expression'] as Node;
    }
    this.#noValue(callee);
    const [first] = node['arguments'] as Node[];
    if (isEval(callee) && first !== undefined && first.type !== 'SpreadElement') {
      const { evaluating } = inserted(this.#names, false);
      this.evaluates = true;
      this.#evaluations.push({ start: node.start });
      this.insertions.push(open(first.start, evaluating.before), close(first.end, evaluating.after));
    }
  }

  /** Where `eval` stands as a value: in a text that calls it, it is V8's own, and the value is what others call so. */
  readonly #values: { readonly start: number; readonly end: number; readonly shorthand: boolean }[] = [];

  /** Whether there is a `with`: what is called `eval` in it must be V8's own, by whatever way it has come there. */
  #within = false;

  override parseExprAtom(...given: unknown[]): Node {
    const node = super.parseExprAtom(...given);
    if (isEval(node)) {
      this.#values.push({ start: node.start, end: node.end, shorthand: false });
    }
    return node;
  }

  override checkLValSimple(node: Node, ...given: unknown[]): void {
    this.#noValue(node);
    super.checkLValSimple(node, ...given);
  }

  #noValue(node: Node): void {
    if (isEval(node)) {
      const at = this.#values.findLastIndex(({ start }) => start === node.start);
      if (at >= 0) {
        this.#values.splice(at, 1);
      }
    }
  }

  override parse(): unknown {
    const parsed = super.parse();
    if (this.evaluates && !this.#within) {
      const { indirect, shorthand } = inserted(this.#names, false);
      for (const { start, end, shorthand: short } of this.#values) {
        this.insertions.push(...(short ? [close(end, shorthand)] : [open(start, indirect.before), close(end, indirect.after)]));
      }
    }
    return parsed;
  }

  #function(node: Node): void {
    const points = this.#since(node.start);
    this.#points.length -= points.length;
    const body = node['body'] as Node;
    const generates = node['generator'] === true;
    const conflicts = this.#conflicts(node, body);
    if (node['async'] === true && (points.length > 0 || body.type !== 'BlockStatement')) {
      const pieces = inserted(this.#names, generates);
      const cells = points.flatMap(({ cell }) => cell ?? []);
      for (const point of points) {
        this.insertions.push(...point.insertions(pieces));
      }
      if (body.type !== 'BlockStatement') {
        this.insertions.push(...result(body, pieces));
      }
      // `return` alone suspends nothing, but what a generator returns it awaits.
      if (points.some(({ suspends }) => suspends === true || (generates && suspends !== false))) {
        if (body.type !== 'BlockStatement') {
          this.insertions.push(open(body.start, pieces.arrow.before(cells)), close(body.end, pieces.arrow.after));
        } else {
          const { before, after } = conflicts ? pieces.bare : pieces.body;
          this.insertions.push(open(behindDirectives(body), before(cells)), close(body.end - 1, after));
        }
      }
    }
    if (node.type === 'FunctionDeclaration') {
      this.#functions.push({ start: node.start, name: (node['id'] as { name?: string } | null)?.name ?? '' });
    }
    if (body.type === 'BlockStatement') {
      (node as unknown as { body: unknown }).body = LET_GO;
    }
  }

  /**
   * Whether it makes a difference that the body of a function becomes a block, as its functions are then the block's: the function declares
   * one's name twice, or as a variable or parameter too; or without strict mode once more in a block, or `eval` may declare it.
   */
  #conflicts(node: Node, body: Node): boolean {
    const functions = from(this.#functions, node.start);
    const evaluates = from(this.#evaluations, node.start).length > 0;
    if (node['async'] !== true || body.type !== 'BlockStatement') {
      return false;
    }
    const { var: variables, functions: own } = this.#declared;
    const sloppy = !this.strict && !(body['body'] as Node[]).some(({ directive }) => directive === 'use strict');
    return (body['body'] as Node[]).some((statement) => {
      let declaration = statement;
      while (declaration.type === 'LabeledStatement') {
        declaration = declaration['body'] as Node;
      }
      if (declaration.type !== 'FunctionDeclaration') {
        return false;
      }
      const { name } = declaration['id'] as { name: string };
      const again = own.indexOf(name) !== own.lastIndexOf(name) || variables.includes(name);
      return again || (sloppy && (evaluates || functions.filter((each) => each.name === name).length > 1));
    });
  }

  /** Functions declared in the function that is being parsed, in blocks too, and direct calls of `eval` in it. */
  readonly #functions: { readonly start: number; readonly name: string }[] = [];
  readonly #evaluations: { readonly start: number }[] = [];
}

const isEval = ({ type, name }: Node): boolean => type === 'Identifier' && name === 'eval';

/** Takes from a list what begins there or later. */
function from<T extends { readonly start: number }>(list: T[], start: number): readonly T[] {
  let first = list.length;
  while (first > 0 && (list[first - 1] as T).start >= start) {
    first--;
  }
  return list.splice(first);
}
