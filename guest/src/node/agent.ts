/** Node's `Agent`: its options are taken, its connections are the host's. */

const EventEmitter = require('events') as { new (): object; call(self: object): void; prototype: object };

export interface Agent {
  readonly options: Record<string, unknown>;
  readonly defaultPort: number;
  readonly protocol: string;
}

type Class = (new (options?: object) => Agent) & { prototype: object; (options?: object): Agent };

function agentClass(defaultPort: number, protocol: string): Class {
  const Agent = function (this: Record<string, unknown> | undefined, options: Record<string, unknown> = {}): unknown {
    if (!(this instanceof (Agent as unknown as Class))) {
      return new (Agent as unknown as Class)(options);
    }
    EventEmitter.call(this);
    return Object.assign(this, {
      defaultPort,
      protocol,
      options: { __proto__: null, noDelay: true, path: null, ...options },
      requests: Object.create(null) as object,
      sockets: Object.create(null) as object,
      freeSockets: Object.create(null) as object,
      keepAliveMsecs: options['keepAliveMsecs'] ?? 1000,
      keepAlive: options['keepAlive'] ?? false,
      maxSockets: options['maxSockets'] ?? Infinity,
      maxFreeSockets: options['maxFreeSockets'] ?? 256,
      scheduling: options['scheduling'] ?? 'lifo',
      maxTotalSockets: options['maxTotalSockets'] ?? Infinity,
      totalSocketCount: 0,
      maxCachedSessions: options['maxCachedSessions'] ?? 100,
    });
  };
  Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
  Object.setPrototypeOf(Agent, EventEmitter);
  Object.assign(Agent.prototype, {
    addRequest: (): void => undefined,
    createSocket: (): void => undefined,
    removeSocket: (): void => undefined,
    keepSocketAlive: (): boolean => true,
    reuseSocket: (): void => undefined,
    destroy: (): void => undefined,
    getName: ({ host = 'localhost', port = '', localAddress = '', family }: Record<string, unknown> = {}): string =>
      `${String(host)}:${String(port)}:${String(localAddress)}${family === 4 || family === 6 ? `:${family}` : ''}`,
  });
  return Agent as unknown as Class;
}

export const agents = { http: agentClass(80, 'http:'), https: agentClass(443, 'https:') };

/** Those of calls that name none. */
export const globalAgents: Record<'http' | 'https', Agent> = {
  http: new agents.http({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }),
  https: new agents.https({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }),
};
