/**
 * Node's `zlib`. What is there as a whole is done by Java beside the isolate, which has zlib itself; streams, and what Java has no option for, by
 * a port of it in JavaScript, which needs nothing of the host between two chunks.
 */
import { Deflate, Inflate } from 'pako';
import { settings } from '../host/host';
import { localBytes } from '../host/local';
import { part } from '../host/parts';
import { crc32 } from './crc';
import { coded, invalidType, mustBeFunction, outOfRange } from './errors';
import { codes, constants } from './zlib-constants';
import { withHandles } from './zlib-handle';
import { retune, type Deflating } from './zlib-levels';

const { Transform } = require('readable-stream') as { Transform: StreamClass };
const { Buffer } = require('buffer') as { Buffer: Buffers };
const process = require('process') as { nextTick(callback: (...args: any[]) => void, ...args: unknown[]): void };

type StreamClass = (new (options?: object) => Stream) & { prototype: object; call(self: object, options: object): void };

interface Stream {
  push(chunk: unknown): boolean;
  write(chunk: unknown, encoding?: string, callback?: (error?: unknown) => void): boolean;
  destroy(error?: unknown): void;
  once(event: string, callback: (...args: any[]) => void): void;
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
}

interface Buffers {
  from(value: string | ArrayBufferLike, from?: number | string, length?: number): Uint8Array;
  alloc(length: number): Uint8Array;
  concat(parts: readonly Uint8Array[]): Uint8Array;
}

type Kind = 'deflate' | 'inflate' | 'gzip' | 'gunzip' | 'deflateRaw' | 'inflateRaw' | 'unzip' | 'brotliCompress' | 'brotliDecompress';

interface Options {
  readonly flush?: number;
  readonly finishFlush?: number;
  readonly chunkSize?: number;
  readonly windowBits?: number;
  readonly level?: number;
  readonly memLevel?: number;
  readonly strategy?: number;
  readonly dictionary?: Uint8Array;
  readonly maxOutputLength?: number;
  readonly info?: boolean;
  readonly params?: Readonly<Record<number, number | boolean>>;
}

const { Z_NO_FLUSH = 0, Z_SYNC_FLUSH = 2, Z_FULL_FLUSH = 3, Z_FINISH = 4 } = constants;
const CHUNK = 16384;
/** Of what Java takes and gives at once. */
const MOST_BYTES = 32 << 20;
/** Below this a crossing costs more than it saves. */
const FEW_BYTES = 512;
/** No deflated text gets larger than so many times what it was; brotli's is held to it where it is large. */
const MOST_RATIO = 1032;
const LARGE = 8 << 20;

const ERRORS: Readonly<Record<number, string>> = { 2: 'Z_NEED_DICT', [-2]: 'Z_STREAM_ERROR', [-3]: 'Z_DATA_ERROR', [-4]: 'Z_MEM_ERROR', [-5]: 'Z_BUF_ERROR' };

function failed(errno: number, message: string): Error {
  return Object.assign(new Error(message), { errno, code: ERRORS[errno] ?? 'Z_DATA_ERROR' });
}

const compresses = (kind: Kind): boolean => /deflate|gzip$|Compress/.test(kind) && kind !== 'brotliDecompress';
const isBrotli = (kind: Kind): boolean => kind.startsWith('brotli');

/** How many bytes may come out of what `length` bytes were. */
function mostOf({ maxOutputLength }: Options): number {
  return Math.min(maxOutputLength ?? Infinity, settings.limits.external);
}

const tooLarge = (most: number): Error => coded(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${most} bytes`);

/** Takes chunks, and gives what comes of each. */
interface Engine {
  push(chunk: Uint8Array, flush: number): readonly Uint8Array[];
  /** Whether what was to be read has come to its end. */
  readonly ended: boolean;
  retune?(level: number, strategy: number): void;
}

interface Pako {
  readonly strm: { readonly state: Deflating };
  onData(chunk: Uint8Array): void;
  onEnd(status: number): void;
  push(chunk: Uint8Array, flush: number): boolean;
  readonly err: number;
  readonly msg: string;
  readonly ended: boolean;
}

/** A port of zlib. */
class Zlib implements Engine {
  readonly #pako: Pako;
  readonly #reads: boolean;
  #parts: Uint8Array[] = [];
  #length = 0;
  #any = false;

  constructor(kind: Kind, options: Options, most = Infinity) {
    const { windowBits = 15, level, memLevel = 8, strategy = 0, dictionary, chunkSize = CHUNK } = options;
    const common = { windowBits, chunkSize: Math.max(chunkSize, 64), ...(dictionary === undefined ? {} : { dictionary }) };
    this.#reads = !compresses(kind);
    try {
      this.#pako = (
        this.#reads
          ? new Inflate({ ...common, windowBits: windowBits === 0 ? 15 : windowBits, ...READS[kind]?.(windowBits === 0 ? 15 : windowBits) })
          : new Deflate({ ...common, level: level ?? -1, memLevel, strategy: strategy as 0, raw: kind === 'deflateRaw', gzip: kind === 'gzip' })
      ) as unknown as Pako;
    } catch (error) {
      throw failed(-2, (error as Error).message);
    }
    this.#pako.onData = (chunk) => {
      this.#length += chunk.length;
      if (this.#length > most) {
        throw tooLarge(most);
      }
      this.#parts.push(chunk);
    };
    this.#pako.onEnd = () => undefined;
  }

  get ended(): boolean {
    return this.#pako.ended;
  }

  retune(level: number, strategy: number): void {
    retune(this.#pako.strm.state, level, strategy);
  }

  push(chunk: Uint8Array, flush: number): readonly Uint8Array[] {
    const pako = this.#pako;
    this.#any ||= chunk.length > 0;
    this.#parts = [];
    if (pako.ended || (this.#reads && !this.#any)) {
      return [];
    }
    // To read with any flush but none makes it give all that it has.
    pako.push(chunk, this.#reads && flush === Z_NO_FLUSH ? Z_SYNC_FLUSH : this.#reads && flush === Z_FINISH ? Z_SYNC_FLUSH : flush);
    const { err, msg } = pako;
    if (err !== 0 && err !== -5) {
      throw failed(err, MESSAGES[err] ?? msg);
    }
    if (this.#reads && flush === Z_FINISH && !pako.ended) {
      throw failed(-5, 'unexpected end of file');
    }
    return this.#parts;
  }
}

const READS: Partial<Record<Kind, (bits: number) => object>> = {
  inflateRaw: (bits) => ({ raw: true, windowBits: -bits }),
  gunzip: (bits) => ({ windowBits: bits + 16 }),
  unzip: (bits) => ({ windowBits: bits + 32 }),
};

const MESSAGES: Readonly<Record<number, string>> = { 2: 'Missing dictionary' };

/** Brotli has no port that works chunk by chunk: what comes is held until it has ended. */
class Brotli implements Engine {
  #chunks: Uint8Array[] = [];
  #length = 0;
  ended = false;

  constructor(
    readonly kind: Kind,
    readonly options: Options,
  ) {}

  push(chunk: Uint8Array, flush: number): readonly Uint8Array[] {
    if (chunk.length > 0) {
      this.#chunks.push(chunk.slice());
      this.#length += chunk.length;
      if (this.#length > MOST_BYTES) {
        throw tooLarge(MOST_BYTES);
      }
    }
    if (flush !== Z_FINISH || this.ended || (this.kind === 'brotliDecompress' && this.#length === 0)) {
      return [];
    }
    this.ended = true;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return [this.kind === 'brotliDecompress' ? decoded(all, mostOf(this.options)) : encoded(all, this.options)];
  }
}

interface Decoder {
  decompress(bytes: Uint8Array, most: number): Uint8Array;
}
interface Encoder {
  compress(bytes: Uint8Array, quality: number, window: number, mode: number): Uint8Array;
}

function decoded(bytes: Uint8Array, most: number): Uint8Array {
  const bound = Math.min(most, Math.max(LARGE, bytes.length * MOST_RATIO));
  try {
    return (part('brotli') as Decoder).decompress(bytes, bound);
  } catch (error) {
    if ((error as Error).message === 'too large') {
      throw tooLarge(bound);
    }
    throw /end of input/.test(String(error))
      ? failed(-5, 'unexpected end of file')
      : coded(Error, 'ERR__ERROR_FORMAT_PADDING_1', 'Decompression failed', { errno: -2 });
  }
}

function encoded(bytes: Uint8Array, { params = {} }: Options): Uint8Array {
  const { BROTLI_PARAM_MODE = 0, BROTLI_PARAM_QUALITY = 1, BROTLI_PARAM_LGWIN = 2 } = constants;
  const quality = Number(params[BROTLI_PARAM_QUALITY] ?? 11);
  const window = Number(params[BROTLI_PARAM_LGWIN] ?? 22);
  return (part('brotliencoder') as Encoder).compress(bytes, quality, window, Number(params[BROTLI_PARAM_MODE] ?? 0));
}

function engine(kind: Kind, options: Options, most?: number): Engine {
  return isBrotli(kind) ? new Brotli(kind, options) : new Zlib(kind, options, most);
}

/** All of it at once. */
function whole(kind: Kind, bytes: Uint8Array, options: Options): Uint8Array {
  const most = mostOf(options);
  if (!isBrotli(kind) && bytes.length >= FEW_BYTES && bytes.length <= MOST_BYTES && isPlain(options)) {
    return inJava(kind, bytes, options, most);
  }
  return inScript(kind, bytes, options, most);
}

function inScript(kind: Kind, bytes: Uint8Array, options: Options, most: number): Uint8Array {
  const made = engine(kind, options, most);
  const parts = made.push(bytes, options.finishFlush ?? Z_FINISH);
  const all = parts.length === 1 ? buffer(parts[0] as Uint8Array) : Buffer.concat(parts);
  if (all.length > most) {
    throw tooLarge(most);
  }
  return all;
}

/** Whether Java has what was asked for. */
function isPlain({ windowBits = 15, memLevel = 8, strategy = 0, dictionary, finishFlush = Z_FINISH }: Options): boolean {
  return (windowBits === 15 || windowBits === 0) && memLevel === 8 && strategy <= 2 && dictionary === undefined && finishFlush === Z_FINISH;
}

function inJava(kind: Kind, bytes: Uint8Array, options: Options, most: number): Uint8Array {
  const { level = -1, strategy = 0 } = options;
  try {
    const made = compresses(kind) ? localBytes('zlib.deflate', bytes, kind, `${level}`, `${strategy}`) : localBytes('zlib.inflate', bytes, kind, `${most}`);
    return buffer(made);
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    if (code === 'large' && most > MOST_BYTES) {
      // More than Java gives at once is the isolate's own to hold.
      return inScript(kind, bytes, options, most);
    }
    if (code === 'large') {
      throw tooLarge(most);
    }
    if (code === undefined) {
      throw error;
    }
    throw failed(Number(code), message);
  }
}

function buffer(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bytesOf(value: unknown, name = 'buffer'): Uint8Array {
  if (typeof value === 'string') {
    return Buffer.from(value);
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]') {
    return new Uint8Array(value as ArrayBuffer);
  }
  throw invalidType(name, 'of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer', value);
}

function check(options: Options | undefined, kind: Kind): Options {
  if (options === undefined || (options as unknown) === null) {
    return {};
  }
  const given = options as Record<string, unknown>;
  const number = (name: string, from: number, to: number): void => {
    const value = given[name];
    if (value === undefined || Number.isNaN(value)) {
      return;
    }
    if (typeof value !== 'number') {
      throw invalidType(`options.${name}`, 'of type number', value);
    }
    if (!(value >= from && value <= to)) {
      throw outOfRange(`options.${name}`, to === Infinity ? `>= ${from}` : `>= ${from} and <= ${to}`, value);
    }
  };
  number('chunkSize', 64, Infinity);
  number('flush', 0, isBrotli(kind) ? 3 : 5);
  number('finishFlush', 0, isBrotli(kind) ? 3 : 5);
  number('maxOutputLength', 1, Number.MAX_SAFE_INTEGER);
  if (!isBrotli(kind)) {
    number('level', -1, 9);
    number('memLevel', 1, 9);
    number('strategy', 0, 4);
    if (!(given['windowBits'] === 0 && !compresses(kind))) {
      number('windowBits', kind === 'gzip' ? 9 : 8, 15);
    }
    const { dictionary } = options;
    return dictionary === undefined ? options : { ...options, dictionary: bytesOf(dictionary, 'options.dictionary') };
  }
  for (const [key, value] of Object.entries(options.params ?? {})) {
    if (!/^\d$/.test(key)) {
      throw coded(RangeError, 'ERR_BROTLI_INVALID_PARAM', `${key} is not a valid Brotli parameter`);
    }
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw invalidType('options.params[key]', 'of type number', value);
    }
  }
  // What ends a stream of brotli has another number.
  return { ...options, finishFlush: Z_FINISH };
}

/** What a stream keeps, under a name that no code of others meets. */
const STATE = Symbol('zlib');
const FLUSH = Symbol('flush');

interface State {
  readonly kind: Kind;
  readonly options: Options;
  engine: Engine;
  written: number;
}

type Holder = Stream & { [STATE]: State; bytesWritten: number };
type Done = (error?: unknown) => void;

/** What all streams of this module are. */
function ZlibBase(): void {
  // Nothing makes one of these alone.
}
Object.setPrototypeOf(ZlibBase.prototype, Transform.prototype);
Object.setPrototypeOf(ZlibBase, Transform);

function run(stream: Holder, chunk: Uint8Array, flush: number, done: Done): void {
  const state = stream[STATE];
  state.written += chunk.length;
  try {
    for (const each of state.engine.push(chunk, flush)) {
      stream.push(buffer(each));
    }
  } catch (error) {
    done(error);
    return;
  }
  done();
}

Object.defineProperties(ZlibBase.prototype, {
  bytesWritten: { configurable: true, get: written, set: (): void => undefined },
});

function written(this: Holder): number {
  return this[STATE].written;
}

Object.assign(ZlibBase.prototype, {
  _transform(this: Holder, chunk: Uint8Array, _encoding: string, done: Done): void {
    const { options } = this[STATE];
    run(this, chunk, (chunk as unknown as Record<symbol, number>)[FLUSH] ?? options.flush ?? Z_NO_FLUSH, done);
  },
  _flush(this: Holder, done: Done): void {
    run(this, new Uint8Array(0), this[STATE].options.finishFlush ?? Z_FINISH, done);
  },
  flush(this: Holder, kind?: unknown, callback?: unknown): void {
    const after = typeof kind === 'function' ? kind : callback;
    const mark = Buffer.alloc(0);
    Object.defineProperty(mark, FLUSH, { value: typeof kind === 'number' ? kind : Z_FULL_FLUSH });
    if (this.writableFinished) {
      if (after !== undefined) {
        process.nextTick(after as Done);
      }
    } else {
      this.write(mark, '', after as Done | undefined);
    }
  },
  close(this: Holder, callback?: Done): void {
    if (callback !== undefined) {
      if (this.destroyed) {
        process.nextTick(callback);
      } else {
        this.once('close', callback);
      }
    }
    this.destroy();
  },
  params(this: Holder & { flush(kind: number, done: Done): void }, level: number, strategy: number, callback: Done): void {
    check({ level, strategy }, 'deflate');
    this.flush(Z_SYNC_FLUSH, (error) => {
      this[STATE].engine.retune?.(level, strategy);
      callback(error);
    });
  },
  reset(this: Holder): void {
    const state = this[STATE];
    state.engine = engine(state.kind, state.options);
  },
});

withHandles<Holder>(ZlibBase.prototype as object, (stream, bytes) => whole(stream[STATE].kind, bytes, stream[STATE].options), (stream) => stream[STATE].options.chunkSize);
type Made = ((this: unknown, options?: Options) => unknown) & { prototype: object };

function streamClass(name: string, kind: Kind): Made {
  const made = {
    [name]: function (this: unknown, given?: Options): unknown {
      if (!(this instanceof (made as unknown as new () => object))) {
        return new (made as unknown as new (options?: Options) => object)(given);
      }
      const options = check(given, kind);
      Transform.call(this, { autoDestroy: true, ...given });
      (this as Holder)[STATE] = { kind, options, engine: engine(kind, options), written: 0 };
      return this;
    },
  }[name] as unknown as Made;
  Object.setPrototypeOf(made.prototype, ZlibBase.prototype as object);
  Object.setPrototypeOf(made, ZlibBase);
  return made;
}

type Callback = (error: unknown, result?: unknown) => void;

function result(bytes: Uint8Array, kind: Kind, options: Options, classes: Record<string, Made>): unknown {
  return options.info === true ? { buffer: bytes, engine: new (classes[className(kind)] as unknown as new (options: Options) => object)(options) } : bytes;
}

const className = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);

const KINDS: readonly Kind[] = ['deflate', 'inflate', 'gzip', 'gunzip', 'deflateRaw', 'inflateRaw', 'unzip', 'brotliCompress', 'brotliDecompress'];

function build(): Record<string, unknown> {
  const classes: Record<string, Made> = {};
  const functions: Record<string, unknown> = {};
  for (const kind of KINDS) {
    const Name = className(kind);
    classes[Name] = streamClass(Name, kind);
    const sync = {
      [`${kind}Sync`]: (value: unknown, options?: Options): unknown => {
        const bytes = bytesOf(value);
        const checked = check(options, kind);
        return result(whole(kind, bytes, checked), kind, checked, classes);
      },
    }[`${kind}Sync`];
    functions[kind] = {
      [kind]: (value: unknown, given?: unknown, last?: Callback): void => {
        const callback = typeof given === 'function' ? given : last;
        mustBeFunction('callback', callback);
        const bytes = bytesOf(value);
        const options = check(typeof given === 'function' ? undefined : (given as Options | undefined), kind);
        setImmediate(() => {
          let made: unknown;
          try {
            made = result(whole(kind, bytes, options), kind, options, classes);
          } catch (error) {
            (callback as Callback)(error);
            return;
          }
          (callback as Callback)(null, made);
        });
      },
    }[kind];
    functions[`${kind}Sync`] = sync;
    functions[`create${Name}`] = { [`create${Name}`]: (options?: Options): unknown => new (classes[Name] as unknown as new (given?: Options) => object)(options) }[
      `create${Name}`
    ];
  }
  for (const kind of ['zstdCompress', 'zstdDecompress']) {
    for (const name of [kind, `${kind}Sync`, `create${className(kind)}`, className(kind)]) {
      functions[name] = (): never => {
        throw coded(Error, 'ERR_NOT_AVAILABLE', `zlib.${name}: there is no Zstandard here (expected: gzip, deflate or brotli)`);
      };
    }
  }
  return { ...classes, ...functions };
}

export const zlib: Record<string, unknown> = { crc32, ...build(), constants: Object.freeze(constants), codes: Object.freeze(codes) };
// Where they were before there was `constants`.
for (const [name, value] of Object.entries(constants)) {
  if (!name.startsWith('BROTLI')) {
    Object.defineProperty(zlib, name, { value, enumerable: false });
  }
}
