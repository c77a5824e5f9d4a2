import statuses from 'statuses';
import { ServerResponse } from '../exchange/express-response';
import { bytesOf } from '../http/bytes';
import { sendFile } from './files';

type Fields = Record<string, unknown>;

/** `res`, as Express 2.5 has it; what later releases added is there as well. */
export class Response extends ServerResponse {
  /** Read by nobody: texts are UTF-8. */
  charset: string | undefined;

  /** `send(body)`, `send(body, status)`, `send(body, headers, status)`; a number alone is a status. */
  override send(...args: unknown[]): this {
    const [body, headers, status] = args;
    if (typeof body === 'number' && typeof headers === 'string') {
      // send(status, body), as later releases have it
      return this.status(body) && super.send(headers);
    }
    const code = typeof headers === 'number' ? headers : (status as number | undefined);
    if (headers !== undefined && headers !== null && typeof headers !== 'number') {
      this.set(headers as Fields);
    }
    if (code !== undefined) {
      this.status(code);
    }
    if (body === undefined) {
      return this.status(code ?? 204).end();
    }
    if (typeof body === 'number') {
      this.status(body);
      return this.#typed('txt').end(statuses.message[body] ?? String(body));
    }
    if (typeof body === 'string' || bytesOf(body) !== undefined) {
      return super.send(body);
    }
    return super.json(body);
  }

  override json(...args: unknown[]): this {
    const [body, headers, status] = args;
    if (typeof body === 'number' && args.length === 2 && typeof headers !== 'number') {
      // json(status, body), as later releases have it
      return this.status(body) && super.json(headers);
    }
    if (headers !== undefined && headers !== null && typeof headers !== 'number') {
      this.set(headers as Fields);
    }
    const code = typeof headers === 'number' ? headers : (status as number | undefined);
    if (code !== undefined) {
      this.status(code);
    }
    return super.json(body);
  }

  #typed(type: string): this {
    return this.hasHeader('Content-Type') ? this : this.type(type);
  }

  /** With a name alone it reads what was set. */
  override header(...args: [field: string | Fields, value?: unknown]): this {
    const [field, value] = args;
    return typeof field === 'string' && args.length === 1 ? (this.get(field) as unknown as this) : this.set(field, value);
  }

  local(name: string, value?: unknown): unknown {
    if (arguments.length > 1) {
      this.locals[name] = value;
    }
    return this.locals[name];
  }

  /** Sends a file of the add-on; `done` hears of one that is not there. */
  sendfile(path: string, options?: unknown, done?: (error?: Error) => void): void {
    const callback = (typeof options === 'function' ? options : done) as ((error?: Error) => void) | undefined;
    const settings = typeof options === 'object' && options !== null ? (options as { maxAge?: number }) : {};
    if (!sendFile(this, String(path), settings)) {
      const error = Object.assign(new Error(`There is no file ${String(path)} in the add-on`), { status: 404 });
      if (callback === undefined) {
        this.send('Not Found', 404);
      } else {
        callback(error);
      }
    } else {
      callback?.();
    }
  }

  sendFile(path: string, options?: unknown, done?: (error?: Error) => void): void {
    this.sendfile(path, options, done);
  }

  download(path: string, filename?: string): void {
    this.attachment(typeof filename === 'string' ? filename : String(path));
    this.sendfile(path);
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Response);
