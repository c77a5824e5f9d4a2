/** Modules that reach what an add-on has not: they load, and fail when they are used, with what there is instead. */
import { absent } from './errors';

const EventEmitter = require('events') as new () => object;
const net = require('net') as Record<string, unknown>;

/** A class of which no instance can be made. */
function never(what: string, instead: string): unknown {
  const refuse = absent(what, instead);
  return {
    [what]: class extends EventEmitter {
      constructor() {
        super();
        refuse();
      }
    },
  }[what];
}

function all(module: string, names: string, instead: string): Record<string, unknown> {
  return Object.fromEntries(names.split(' ').map((name) => {
    const what = `${module}.${name}`;
    return [name, /^[A-Z]/.test(name) ? never(what, instead) : absent(what, instead)];
  }));
}

const { Duplex } = require('readable-stream') as { Duplex: new (options?: object) => object };

/** One that is connected to nothing, and cannot be: packages make one to look at it. */
class Socket extends Duplex {
  readonly connecting = false;
  readonly remoteAddress = undefined;

  _read(): void {
    // Nothing comes.
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return {};
  }
}

function socketClass(module: string, name: string): unknown {
  const connect = absent(`${module}.${name}.connect`, CALLS);
  return {
    [name]: class extends Socket {
      /** What is below a secured connection, as some packages look for the class of it. */
      readonly _handle = { _parentWrap: new Socket() };

      connect(): never {
        return connect();
      }

      _write(): never {
        return connect();
      }
    },
  }[name];
}

const CALLS = 'fetch or http.request, to hosts that the operator has granted';
const PROCESS = "nothing: an add-on starts no processes of the host's";
const WORKERS = 'several workers of the add-on, which the operator sets (workers)';
const LOOKUP = 'the name itself in fetch or http.request: the host looks it up';

const dnsNames = 'lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse setServers Resolver';
const dnsCodes = Object.fromEntries(
  'NODATA FORMERR SERVFAIL NOTFOUND NOTIMP REFUSED BADQUERY BADNAME BADFAMILY BADRESP TIMEOUT EOF FILE NOMEM DESTRUCTION BADSTR BADFLAGS NONAME BADHINTS NOTINITIALIZED CANCELLED'
    .split(' ')
    .map((name) => [name, `E${name}`]),
);

function dns(module: string): Record<string, unknown> {
  return { ...all(module, dnsNames, LOOKUP), getServers: () => [], getDefaultResultOrder: () => 'verbatim', setDefaultResultOrder: () => undefined, ...dnsCodes, ADDRCONFIG: 32, ALL: 16, V4MAPPED: 8 };
}

export const absentModules: Record<string, () => Record<string, unknown>> = {
  child_process: () => all('child_process', 'exec execFile execFileSync execSync fork spawn spawnSync ChildProcess', PROCESS),
  cluster: () => ({
    isMaster: true,
    isPrimary: true,
    isWorker: false,
    workers: {},
    settings: {},
    SCHED_NONE: 1,
    SCHED_RR: 2,
    schedulingPolicy: 2,
    on: () => undefined,
    ...all('cluster', 'fork setupPrimary setupMaster disconnect Worker', WORKERS),
  }),
  dgram: () => all('dgram', 'createSocket Socket', CALLS),
  dns: () => ({ ...dns('dns'), promises: dns('dns.promises') }),
  'dns/promises': () => dns('dns.promises'),
  http2: () => ({ constants: {}, sensitiveHeaders: Symbol('nodejs.http2.sensitiveHeaders'), ...all('http2', 'connect createServer createSecureServer getDefaultSettings getPackedSettings getUnpackedSettings performServerHandshake Http2ServerRequest Http2ServerResponse', CALLS) }),
  inspector: () => ({ url: () => undefined, console: globalThis.console, ...all('inspector', 'open close waitForDebugger Session', 'the log') }),
  'inspector/promises': () => ({ url: () => undefined, console: globalThis.console, ...all('inspector', 'open close waitForDebugger Session', 'the log') }),
  net: () => ({
    ...net,
    ...all('net', 'connect createConnection createServer Server BlockList SocketAddress', CALLS),
    Socket: socketClass('net', 'Socket'),
    Stream: socketClass('net', 'Stream'),
    getDefaultAutoSelectFamily: () => true,
    setDefaultAutoSelectFamily: () => undefined,
    getDefaultAutoSelectFamilyAttemptTimeout: () => 250,
    setDefaultAutoSelectFamilyAttemptTimeout: () => undefined,
  }),
  repl: () => all('repl', 'start REPLServer Recoverable', 'the log'),
  tls: () => ({
    CLIENT_RENEG_LIMIT: 3,
    CLIENT_RENEG_WINDOW: 600,
    DEFAULT_CIPHERS: '',
    DEFAULT_ECDH_CURVE: 'auto',
    DEFAULT_MIN_VERSION: 'TLSv1.2',
    DEFAULT_MAX_VERSION: 'TLSv1.3',
    rootCertificates: [],
    getCiphers: () => [],
    ...all('tls', 'connect createServer createSecureContext checkServerIdentity getCACertificates Server SecureContext', CALLS),
    TLSSocket: socketClass('tls', 'TLSSocket'),
  }),
  tty: () => ({ isatty: () => false, ...all('tty', 'ReadStream WriteStream', 'process.stdout, which goes to the log') }),
  v8: () => ({
    cachedDataVersionTag: () => 0,
    setFlagsFromString: () => undefined,
    ...all('v8', 'deserialize getHeapSnapshot getHeapSpaceStatistics getHeapStatistics getHeapCodeStatistics serialize writeHeapSnapshot startupSnapshot takeCoverage stopCoverage Serializer Deserializer DefaultSerializer DefaultDeserializer', 'structuredClone for copies; the host knows the heap'),
  }),
  vm: () => ({ constants: {}, isContext: () => false, ...all('vm', 'compileFunction createContext measureMemory runInContext runInNewContext runInThisContext Script Module SourceTextModule SyntheticModule', 'new Function for code; there is one context') }),
  worker_threads: () => ({
    isMainThread: true,
    isInternalThread: false,
    parentPort: null,
    resourceLimits: {},
    threadId: 0,
    threadName: '',
    workerData: null,
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    markAsUntransferable: () => undefined,
    isMarkedAsUntransferable: () => false,
    markAsUncloneable: () => undefined,
    getEnvironmentData: () => undefined,
    setEnvironmentData: () => undefined,
    receiveMessageOnPort: () => undefined,
    get MessageChannel() {
      return (globalThis as unknown as Record<string, unknown>)['MessageChannel'];
    },
    get MessagePort() {
      return (globalThis as unknown as Record<string, unknown>)['MessagePort'];
    },
    get BroadcastChannel() {
      return (globalThis as unknown as Record<string, unknown>)['BroadcastChannel'];
    },
    ...all('worker_threads', 'Worker moveMessagePortToContext postMessageToThread', WORKERS),
  }),
};
