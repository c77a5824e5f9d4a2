import { nearest } from './nearest';

/** The objects that a style hands to add-ons, by what authors call them; their members are looked at when something goes wrong. */
const surfaces = new Map<string, () => object>();

/** Tells what authors call an object: who misspells a member of it is told the right one. */
export function called(names: readonly string[], object: () => object): void {
  for (const name of names) {
    surfaces.set(name, object);
  }
}

/** What the add-on has required of the host, by the names that it has required it by. */
const modules = new Map<string, unknown>();

/** Remembers what was required, for who misspells what is in it. */
export function handedOut(name: string, module: unknown): void {
  modules.set(name, module);
}

/** The names of an object's members, its own and those that it inherits. */
export function membersOf(object: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = object; at !== null && at !== Object.prototype && at !== Function.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== 'constructor' && !name.startsWith('_')) {
        names.add(name);
      }
    }
  }
  return [...names].sort();
}

/** Objects of the language, where an author's own name tells nothing. */
const BUILT_IN: readonly object[] = [Array.prototype, String.prototype, Promise.prototype, Map.prototype];
const MOST_LISTED = 12;
const MOST_READ = 300;
const SHORTEST_NAME = 4;

/** What V8 says of an error, and what stands before its place in the author's line. */
interface Said {
  readonly message: string;
  readonly before: string;
}

type Rule = (said: Said) => string | undefined;

/** `router.gett is not a function`, `res.status(...).jsn is not a function`. */
const notCallable: Rule = ({ message }) => {
  const [, root, member] = /([\w$]+)(?:\([^)]*\)|\.[\w$]+|\[[^\]]*\])*\.([\w$]+) is not a (?:function|constructor)$/.exec(message) ?? [];
  return root === undefined || member === undefined ? undefined : misspelt(root, member);
};

/** `Cannot read properties of undefined (reading 'id')`, where the line has `req.parms.id`. */
const ofUndefined: Rule = ({ message, before }) => {
  if (!/^Cannot (?:read|set) properties of undefined/.test(message)) {
    return undefined;
  }
  const [, root, member] = /([\w$]+)\??\.([\w$]+)\s*(?:\??\.\s*|\[[^\]]*\]?\s*)?$/.exec(before) ?? [];
  if (root === undefined || member === undefined) {
    return undefined;
  }
  if (member === 'body' && /^req(?:uest)?$/.test(root)) {
    return `${root}.body is undefined where a request has no body; a client that sends JSON says so with Content-Type: application/json.`;
  }
  return surfaces.has(root) ? misspelt(root, member) : undefined;
};

/** `req.query.page.size`, `user.name`: a value that need not be there. */
const ofNothing: Rule = ({ message, before }) => {
  const [, nothing, key] = /^Cannot read properties of (undefined|null) \(reading '(.+)'\)$/.exec(message) ?? [];
  const [, expression] = /((?<![\w$.])[\w$]+(?:\.[\w$]+)*)\??\.$/.exec(before) ?? [];
  return nothing === undefined || key === undefined || expression === undefined
    ? undefined
    : `${expression} is ${nothing} here: where it need not be there, write ${expression}?.${key}, or ask first: if (${expression}).`;
};

/** An object of the language that is called so: `console`, `JSON`. */
function globalOf(name: string): object | undefined {
  const value: unknown = Object.hasOwn(globalThis, name) ? (globalThis as Record<string, unknown>)[name] : undefined;
  return isObject(value) ? value : undefined;
}

function misspelt(root: string, member: string): string | undefined {
  const surface = surfaces.get(root)?.() ?? globalOf(root);
  if (surface === undefined) {
    if (member in Array.prototype && !(member in String.prototype)) {
      return `${root} is no array. What a promise gives is there after await: const values = await ${root}.`;
    }
    const handed = [...[...surfaces.values()].map((each) => each()), ...[...modules.values()].filter(isObject)];
    const meant = [...BUILT_IN, ...handed].some((each) => member in each) || member.length < SHORTEST_NAME ? undefined : nearest(member, [...handed, ...BUILT_IN].flatMap(membersOf));
    return meant === undefined ? undefined : `There is no '${member}': did you mean '${meant}'?`;
  }
  if (member in surface) {
    return /^re[qs]/.test(root) ? `This ${root} is something else: the parameters of a handler are (req, res), in this order.` : undefined;
  }
  if (Object.hasOwn(OF_EXPRESS, member)) {
    return `${root} has no '${member}': ${OF_EXPRESS[member] as string}.`;
  }
  const members = membersOf(surface);
  const meant = nearest(member, members);
  if (meant !== undefined) {
    return `${root} has no '${member}': did you mean '${meant}'?`;
  }
  return members.length > MOST_LISTED ? `${root} has no '${member}'.` : `${root} has no '${member}', but ${members.join(', ')}.`;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** `const { Aplication } = require('webpoints'); new Aplication()`, and `const { stat } = …; stat.get()`: a name that was taken out of a module which has none of it. */
const notThere: Rule = ({ message, before }) => {
  const [, called] = /^(?:\(0 , [\w$]+\.)?([\w$]+)\)? is not a (?:function|constructor)$/.exec(message) ?? [];
  const name = called ?? (/^Cannot read properties of undefined/.test(message) ? /(?<![\w$.])([\w$]+)\??\.$/.exec(before)?.[1] : undefined);
  if (name === undefined || name.length < SHORTEST_NAME) {
    return undefined;
  }
  const known = [...modules].filter((entry): entry is [string, object] => isObject(entry[1]));
  if (known.some(([, module]) => name in module)) {
    return undefined;
  }
  for (const [request, module] of known) {
    const meant = nearest(name, membersOf(module));
    if (meant !== undefined) {
      return `'${request}' has no '${name}': did you mean '${meant}'?`;
    }
  }
  return undefined;
};

/** What others' routers and answers have, and what to write instead. */
const OF_EXPRESS: Readonly<Record<string, string>> = {
  render: 'HTML is a text that res.send sends, and a package of npm makes it of a template',
  listen: 'the host listens, and calls what is registered',
  start: 'the host listens, and calls what is registered; in WebPoints that is what app.run() has',
  route: 'each method is registered by itself, as in router.get(path, handler)',
  del: "it is called 'delete'",
  all: 'each method is registered by itself, as in router.get(path, handler)',
};

/** What there is in pages alone, and what to take instead. */
const OF_PAGES: Readonly<Record<string, string>> = {
  window: 'what a request asks for is in req.originalUrl, req.params and req.headers',
  location: 'what a request asks for is in req.originalUrl, req.params and req.headers',
  document: 'HTML is a text that res.send sends',
  localStorage: 'req.session keeps what is of one visitor, annex/storage what is of all',
  sessionStorage: 'req.session keeps what is of one visitor',
  alert: 'console.log writes into the log',
  XMLHttpRequest: 'fetch asks other servers',
  $: 'fetch asks other servers, and HTML is a text that res.send sends',
  jQuery: 'fetch asks other servers, and HTML is a text that res.send sends',
};

function nearGlobal(name: string): string {
  const meant = name.length < SHORTEST_NAME ? undefined : nearest(name, [...surfaces.keys(), ...Object.getOwnPropertyNames(globalThis)]);
  return meant === undefined ? '' : `Did you mean '${meant}'? `;
}

const notDefined: Rule = ({ message }) => {
  const [, name] = /^([\w$]+) is not defined$/.exec(message) ?? [];
  if (name === undefined) {
    return undefined;
  }
  return Object.hasOwn(OF_PAGES, name)
    ? `Add-ons run on the server, where there is no page: ${OF_PAGES[name] as string}.`
    : `${nearGlobal(name)}Declare it (const ${name} = …), or require the module that has it.`;
};

const circular: Rule = ({ message }) =>
  message.startsWith('Converting circular structure to JSON') ? 'Send the fields that are wanted, as in res.json({ name: person.name }).' : undefined;

const endless: Rule = ({ message }) => (message === 'Maximum call stack size exceeded' ? 'A function calls itself again and again: it needs a case in which it ends.' : undefined);

/** What V8 says, word for word, and what to write instead. */
const OF_V8: readonly [RegExp, string][] = [
  [/^Assignment to constant variable/, 'What gets another value later is declared with let.'],
  [/^Do not know how to serialize a BigInt/, 'JSON has no BigInt: send Number(value), or String(value) where it is large.'],
  [/^"\[object Object\]" is not valid JSON/, 'It is an object already, and no text: a body in JSON has been read before the handler is called.'],
  [/^require\(\.\.\.\) is not a function/, "Without the parentheses behind it: const router = require('router')."],
  [/^(?:[\w$]+\.|\(0 , [\w$]+\.)?Router\)? is not a (?:constructor|function)/, "The router is there already: const router = require('router')."],
  // A method's own #members are sought in undefined.
  [/^ENOENT: no such file or directory, \w+ '\//, "Paths begin at the add-on's own root, and at the folders that grants.files names."],
  [/^Unexpected end of JSON input/, 'The text is empty, or ends too early: look at it before it is parsed, as in if (text !== \'\').'],
  [/\(reading '(?:anonymous|_[A-Z]\w*)'\)$/, 'A method was called without its object: write res.json(value), and to hand it on (value) => res.json(value).'],
];

const ofV8: Rule = ({ message }) => OF_V8.find(([said]) => said.test(message))?.[1];

const RULES: readonly Rule[] = [ofV8, notCallable, ofUndefined, notThere, ofNothing, notDefined, circular, endless];

/**
 * What an author can do about an error that V8 has worded; undefined where that is not known.
 *
 * @param before what stands before the error's place in its line; asked where the error alone does not tell
 */
export function adviceOf(message: string, before: () => string): string | undefined {
  // V8's own are short, and patterns take their time with others.
  if (message.length > MOST_READ) {
    return undefined;
  }
  const said = {
    message,
    get before() {
      return before().slice(-MOST_READ);
    },
  };
  for (const rule of RULES) {
    const advice = rule(said);
    if (advice !== undefined) {
      return advice;
    }
  }
  return undefined;
}
