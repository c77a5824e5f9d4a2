/**
 * How a call of the host's cryptography crosses: its grammar is that of `Call` and `Answer` of io.annex.engine.crypto. What is short lies in a
 * buffer that host and guest share, see `Crypto` there.
 */
import { callLater } from '../boundary/ops';
import { failure } from '../host/failures';
import { call } from '../host/host';
import { byteLength, plain, setBytes, sliceBytes, unitAt } from '../host/primordials';

const { apply } = Reflect;
const { subarray } = Uint8Array.prototype;
const { decode } = TextDecoder.prototype;
const utf8 = new TextDecoder();

/** Of three whole numbers of 32 bits. */
const NUMBERS = 12;

interface Memory {
  readonly bytes: Uint8Array;
  /** What is asked for by numbers: of a digest that, bytes of the key, bytes of the data. */
  readonly asked: Int32Array;
  readonly quick: () => void;
}

let memory: Memory | undefined;

function there(): Memory {
  if (memory === undefined) {
    const buffer = call('crypto.share', '') as ArrayBuffer;
    const length = buffer.byteLength - NUMBERS;
    memory = { bytes: new Uint8Array(buffer, 0, length), asked: new Int32Array(buffer, length), quick: call('crypto.quick', '') as () => void };
  }
  return memory;
}

/** Somebody whose bytes lie in the shared memory between calls. */
interface Lodger {
  /** Takes them elsewhere. */
  leave(): void;
}

let lodger: Lodger | undefined;

/** The shared memory, for one call. */
function shared(): Uint8Array {
  if (lodger !== undefined) {
    leave();
  }
  return there().bytes;
}

function leave(): void {
  const last = lodger;
  lodger = undefined;
  last?.leave();
}

/** The shared memory for somebody who uses it until he is told to leave: most digests are finished before anybody else needs it. */
export function lodge(owner: Lodger): Uint8Array {
  const { bytes } = there();
  if (lodger !== owner) {
    leave();
    lodger = owner;
  }
  return bytes;
}

/** The shared memory as it is, for whoever lodges in it or did. */
export const memoryOfLodger = (): Uint8Array => there().bytes;

/** He needs it no more. */
export function left(owner: Lodger): void {
  if (lodger === owner) {
    lodger = undefined;
  }
}

/** Calls a function with blocks that lie at the beginning of the shared memory already. */
export function nowThere(name: string, lengths: string, fields: string): Answer {
  return answerOf(call('crypto', `${name}\0${lengths}\0${fields}`));
}

/** What a function has answered. */
export interface Answer {
  readonly text: string;
  readonly blocks: readonly Uint8Array[];
}

/** Something to be computed: at once, or beside the worker. Nothing has happened yet. */
export interface Work<T> {
  /** Computes it while the caller waits. */
  now(): T;
  /** Computes it on the account of the exchange that calls, while its code goes on. */
  later(): Promise<T>;
}

function joined(blocks: readonly Uint8Array[], total: number): Uint8Array {
  const all = new Uint8Array(total);
  let at = 0;
  for (let i = 0; i < blocks.length; i++) {
    setBytes(all, blocks[i] as Uint8Array, at);
    at += byteLength(blocks[i] as Uint8Array);
  }
  return all;
}

function textOf(name: string, fields: string, blocks: readonly Uint8Array[]): string {
  let lengths = '';
  for (let i = 0; i < blocks.length; i++) {
    lengths += `${i === 0 ? '' : ','}${byteLength(blocks[i] as Uint8Array)}`;
  }
  return `${name}\0${lengths}\0${fields}`;
}

function totalOf(blocks: readonly Uint8Array[]): number {
  let total = 0;
  for (let i = 0; i < blocks.length; i++) {
    total += byteLength(blocks[i] as Uint8Array);
  }
  return total;
}

/** Asks the host; `lengths` is given where the blocks are not the ones that the host is to see. */
function asked(name: string, lengths: string, fields: string, blocks: readonly Uint8Array[], total: number): unknown {
  const text = `${name}\0${lengths}\0${fields}`;
  const to = shared();
  if (total > to.length) {
    return call('crypto', text, blocks.length === 1 ? plain(blocks[0] as Uint8Array) : joined(blocks, total));
  }
  let at = 0;
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] as Uint8Array;
    setBytes(to, block, at);
    at += byteLength(block);
  }
  return call('crypto', text);
}

/** Copies out of the shared buffer, or out of an answer that is whole. */
function cut(head: string, from: Uint8Array, start: number): Answer {
  const nul = head.indexOf('\0');
  const blocks: Uint8Array[] = [];
  let at = start;
  if (nul > 0) {
    for (const length of head.slice(0, nul).split(',')) {
      blocks.push(sliceBytes(from, at, at + Number(length)));
      at += Number(length);
    }
  }
  return { text: head.slice(nul + 1), blocks };
}

function answerOf(answer: unknown): Answer {
  const { bytes } = there();
  if (typeof answer === 'number') {
    return { text: '', blocks: [sliceBytes(bytes, 0, answer)] };
  }
  if (typeof answer === 'string') {
    return cut(answer, bytes, 0);
  }
  const frame = new Uint8Array(answer as ArrayBuffer);
  const length = new DataView(answer as ArrayBuffer).getInt32(0);
  return cut(apply(decode, utf8, [apply(subarray, frame, [4, 4 + length])]) as string, frame, 4 + length);
}

/** Calls a function while the guest waits. */
export function now(name: string, fields: string, ...blocks: readonly Uint8Array[]): Answer {
  const total = totalOf(blocks);
  const text = textOf(name, fields, blocks);
  const start = text.indexOf('\0') + 1;
  return answerOf(asked(name, text.slice(start, text.indexOf('\0', start)), fields, blocks, total));
}

/** The one block that a function gives for these, which the host takes for one. */
export function nowOfAll(name: string, fields: string, first: Uint8Array | undefined, parts: readonly Uint8Array[], total: number): Uint8Array {
  const before = first === undefined ? 0 : byteLength(first);
  const lengths = first === undefined ? `${total}` : `${before},${total}`;
  const answer = asked(name, lengths, fields, first === undefined ? parts : [first, ...parts], before + total);
  return blockOf(answerOf(answer));
}

/** Bytes that a quick call may have: the shared memory. */
export function hasRoom(bytes: number): boolean {
  return bytes <= there().bytes.length;
}

const numbers = new Map<string, number>();

/** What a digest is asked for by. */
function numberOf(digest: string): number {
  let number = numbers.get(digest);
  if (number === undefined) {
    number = Number(now('digest.number', digest).text);
    numbers.set(digest, number);
  }
  return number;
}

/** A digest of `size` bytes, of so many that lie at the beginning of the shared memory, or with a key of so many before them a MAC. */
export function quickly(digest: string, size: number, keyed: number, length: number): Uint8Array {
  const { bytes, asked, quick } = there();
  asked[0] = numberOf(digest);
  asked[1] = keyed;
  asked[2] = length;
  try {
    quick();
  } catch (error) {
    throw failure((error as Error).message);
  }
  return sliceBytes(bytes, 0, size);
}

/** A digest, or with a key a MAC, of `size` bytes, of data for which there is room beside the key. */
export function quickDigest(digest: string, size: number, key: Uint8Array | undefined, parts: readonly Uint8Array[]): Uint8Array {
  const to = shared();
  let at = 0;
  if (key !== undefined) {
    setBytes(to, key, 0);
    at = byteLength(key);
  }
  const from = at;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Uint8Array;
    setBytes(to, part, at);
    at += byteLength(part);
  }
  return quickly(digest, size, key === undefined ? -1 : from, at - from);
}

/** A digest of a short text's UTF-8; undefined where it has other letters than those of ASCII. */
export function quickDigestOfText(digest: string, size: number, text: string): Uint8Array | undefined {
  const to = shared();
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = unitAt(text, i);
    if (code > 0x7f) {
      return undefined;
    }
    to[i] = code;
  }
  return quickly(digest, size, -1, length);
}

export function blockOf(answer: Answer): Uint8Array {
  return answer.blocks[0] as Uint8Array;
}

/** A function to be called now or later, and what to make of its answer. */
export function work<T>(name: string, fields: readonly string[], blocks: readonly Uint8Array[], read: (answer: Answer) => T): Work<T> {
  const joinedFields = fields.join('\0');
  return {
    now: () => read(now(name, joinedFields, ...blocks)),
    later: async () => {
      const total = totalOf(blocks);
      const bytes = total === 0 ? undefined : blocks.length === 1 ? plain(blocks[0] as Uint8Array) : joined(blocks, total);
      const { text, bytes: answered } = await callLater('crypto', textOf(name, joinedFields, blocks), bytes);
      // One block is the whole of what came.
      const nul = text.indexOf('\0');
      const all = answered === undefined ? new Uint8Array(0) : new Uint8Array(answered);
      return read(text.slice(0, nul) === `${all.length}` ? { text: text.slice(nul + 1), blocks: [all] } : cut(text, all, 0));
    },
  };
}

/** What gives one block. */
export function bytesWork(name: string, fields: readonly string[], blocks: readonly Uint8Array[]): Work<Uint8Array> {
  return work(name, fields, blocks, blockOf);
}

/** What computes a work in two steps, or makes something else of what comes of it. */
export function then<T, U>(first: Work<T>, next: (value: T) => U): Work<U> {
  return { now: () => next(first.now()), later: async () => next(await first.later()) };
}

/** What is known already. */
export function known<T>(value: () => T): Work<T> {
  return { now: value, later: async () => value() };
}

/** An error of the kinds that the host makes. */
export function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
