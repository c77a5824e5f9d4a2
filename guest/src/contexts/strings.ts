import { authors, occurs } from './inserted';
import { mayImport } from './renames';
import { maySuspend, rewrite, type Rewritten } from './rewriter';

/**
 * Code from strings, and code as a string: what `eval` and the constructors of functions are given is rewritten as a module is, and what
 * `toString` of a function gives is the author's text.
 */

const { apply, construct, defineProperty } = Reflect;
const NativeFunction = Function;
/** V8's own. */
export const evaluate = globalThis.eval;
const functionText = Function.prototype.toString as (this: unknown) => string;

/** What was rewritten lately: templates and bundles for development evaluate the same text again and again. */
const lately = new Map<string, string>();
const MOST_TEXTS = 100;
const LONGEST_TEXT = 100_000;

/** Functions of the library that stand where V8's own were. */
const natives = new WeakSet<object>();

/** Throws where a text is no body of a function; nothing of it runs. */
export function mustBeBody(text: string): void {
  NativeFunction(text);
}

/**
 * Rewrites a text; one that cannot be read is V8's to refuse.
 *
 * @param imports whether a loader is there for what it imports
 */
export function rewritten(text: string, returns: boolean, imports = false): Rewritten {
  try {
    const result = rewrite(text, { returns, within: !returns, imports });
    if (result.names !== undefined) {
      occurs(result.names);
    }
    return result;
  } catch (error) {
    return { code: text, evaluates: /\beval\b/.test(text), refused: String((error as { message?: unknown }).message) };
  }
}

/** Whether a text may have to be rewritten. What it imports a module's own `import` finds, or the entry script's where it sees only globals. */
function mayNeed(text: string): boolean {
  return maySuspend(text) || mayImport(text);
}

/** A text for `eval`, if it is V8's own that is called. */
function source(text: unknown, called: unknown): unknown {
  if (typeof text !== 'string' || called !== evaluate || !mayNeed(text)) {
    return text;
  }
  let code = lately.get(text);
  if (code === undefined) {
    ({ code } = rewritten(text, false, true));
    if (text.length <= LONGEST_TEXT) {
      if (lately.size === MOST_TEXTS) {
        lately.clear();
      }
      lately.set(text, code);
    }
  }
  return code;
}

/** `eval` where it is no call by that name: what it is given sees only globals. */
const indirect = {
  eval(text: unknown): unknown {
    if (typeof text !== 'string' || !mayNeed(text)) {
      return evaluate(text as string);
    }
    const { code, evaluates } = rewritten(text, false, true);
    if (evaluates) {
      unwatched();
    }
    return evaluate(code);
  },
}.eval;

/**
 * Code with a direct call of `eval` in it that cannot be given V8's own as a local: it gets it as the global. What is evaluated indirectly sees no
 * context from now on.
 */
function unwatched(): void {
  if (globalThis.eval === indirect) {
    defineProperty(globalThis, 'eval', { value: evaluate, writable: true, configurable: true, enumerable: false });
  }
}

type Constructor = new (...args: string[]) => object;

/** A constructor of functions out of texts. */
function watch(prototype: object): void {
  const original = (prototype as { constructor: Constructor }).constructor;
  const { name } = original as unknown as { name: string };
  const watched = {
    [name]: function (...args: unknown[]): object {
      const texts = args.map((arg) => String(arg));
      const target = (new.target as unknown) ?? watched;
      const own = target === watched;
      // V8 looks at the parts, each of which must be complete.
      const plain = construct(original, texts, own ? original : (target as Constructor)) as object;
      if (!texts.some(mayNeed)) {
        return plain;
      }
      const whole = `(${apply(functionText, plain, [])})`;
      const { code, evaluates } = rewritten(whole, true, true);
      // A direct call of `eval` needs V8's own, also where nothing could be put in.
      if (code === whole && !evaluates) {
        return plain;
      }
      const made = evaluateWithin(code) as object;
      if (!own) {
        Object.setPrototypeOf(made, Object.getPrototypeOf(plain) as object);
      }
      return made;
    },
  }[name] as unknown as Constructor;
  const parent = Object.getPrototypeOf(original) as object;
  Object.setPrototypeOf(watched, parent === NativeFunction ? Function : parent);
  defineProperty(watched, 'length', { value: 1, configurable: true });
  defineProperty(watched, 'prototype', { value: prototype, writable: false });
  const { writable = false, enumerable = false } = Reflect.getOwnPropertyDescriptor(prototype, 'constructor') ?? {};
  defineProperty(prototype, 'constructor', { value: watched, writable, enumerable, configurable: true });
  natives.add(watched);
  if (name === 'Function') {
    defineProperty(globalThis, 'Function', { value: watched, writable: true, configurable: true, enumerable: false });
  }
}

const WITHIN = '(function (eval) { return ';
/** Columns that come before the text in {@link evaluateWithin}. */
export const WITHIN_SHIFT = WITHIN.length;

/** Evaluates an expression that finds V8's own `eval` by that name. */
export function evaluateWithin(expression: string, after = ''): unknown {
  return (evaluate(`${WITHIN}${expression}\n})${after}`) as (own: unknown) => unknown)(evaluate);
}

/** These pass for V8's own. */
export function native(...functions: object[]): void {
  for (const each of functions) {
    natives.add(each);
  }
}

/** What code means by `eval` where it does not call it by that name, also where V8's own is a local. */
function indirectly(value: unknown): unknown {
  return value === evaluate ? globalThis.eval : value;
}

let importing: ((request: unknown) => Promise<unknown>) | undefined;

/** What `import()` means in a text that sees only globals: what it means in the entry script. */
export function importsAs(entry: (request: unknown) => Promise<unknown>): void {
  importing ??= entry;
}

function load(request: unknown): Promise<unknown> {
  return importing === undefined ? Promise.reject(new Error('import(): no script of the add-on has been loaded')) : importing(request);
}

/** Puts all of it in place; returns what rewritten code calls. */
export function watchStrings(): Record<string, unknown> {
  for (const prototype of [
    Function.prototype,
    /* eslint-disable @typescript-eslint/no-empty-function */
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async function* () {}),
    /* eslint-enable @typescript-eslint/no-empty-function */
  ]) {
    watch(prototype as object);
  }
  const toString = {
    toString(this: unknown): string {
      return typeof this === 'function' && natives.has(this) ? `function ${this.name}() { [native code] }` : authors(apply(functionText, this, []));
    },
  }.toString;
  native(toString, indirect);
  defineProperty(Function.prototype, 'toString', { value: toString, writable: true, configurable: true, enumerable: false });
  defineProperty(globalThis, 'eval', { value: indirect, writable: true, configurable: true, enumerable: false });
  return { source, indirect: indirectly, load };
}
