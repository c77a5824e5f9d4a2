/**
 * WebAssembly for an add-on that was granted it. V8 compiles beside the isolate where it is asked for a promise, on threads whose time counts for
 * nobody, and tells a loop that is not here: so what gives promises compiles when it is called, by the constructors. And what reads responses,
 * which V8 leaves to whoever has some.
 */
interface WebAssembly {
  readonly Module: new (bytes: unknown, options?: unknown) => object;
  readonly Instance: new (module: object, imports?: unknown) => object;
}

const all = (globalThis as unknown as { WebAssembly: WebAssembly }).WebAssembly;
const { Module, Instance } = all;
const TYPE = 'application/wasm';

async function bytesOf(source: unknown): Promise<ArrayBuffer> {
  const response = (await source) as Response;
  if (!(response instanceof Response)) {
    throw new TypeError('An argument must be provided, which must be a Response or a promise of one');
  }
  if (!response.ok) {
    throw new TypeError(`HTTP status code is not ok: ${response.status}`);
  }
  if ((response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() !== TYPE) {
    throw new TypeError(`Incorrect response MIME type. Expected '${TYPE}'.`);
  }
  return response.arrayBuffer();
}

const given = {
  async compile(bytes: unknown, options?: unknown): Promise<object> {
    return new Module(bytes, options);
  },
  async instantiate(source: unknown, imports?: unknown, options?: unknown): Promise<object> {
    if (source instanceof Module) {
      return new Instance(source, imports);
    }
    const module = new Module(source, options);
    return { module, instance: new Instance(module, imports) };
  },
  async compileStreaming(source: unknown, options?: unknown): Promise<object> {
    return new Module(await bytesOf(source), options);
  },
  async instantiateStreaming(source: unknown, imports?: unknown, options?: unknown): Promise<object> {
    const module = new Module(await bytesOf(source), options);
    return { module, instance: new Instance(module, imports) };
  },
};

for (const [name, value] of Object.entries(given)) {
  Object.defineProperty(all, name, { value, writable: true, enumerable: true, configurable: true });
}
