import { Request } from '../../exchange/restapp-request';
import { parse } from '../../host/primordials';
import { beans } from '../../services/beans';
import type { AskedExchange } from './asked';
import { askingExchange } from './asked';

/** What the host says of who asks: a user of Annex's own or of the embedding program, or as widgets' manager describes its own. */
type Said = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

/** The Node of who asks. What is known beside the members is found by `Properties` and `PropertyUtil`. */
export class UserNode {
  readonly #said: Said;

  constructor(said: Said) {
    this.#said = said;
    beans(this);
    const { properties } = said;
    for (const each of [said, typeof properties === 'object' && properties !== null ? (properties as Said) : {}]) {
      for (const [name, value] of Object.entries(each)) {
        if (name !== 'properties' && !(name in this)) {
          Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
        }
      }
    }
  }

  getIdentifier(): string {
    return text(this.#said['id']) || text(this.#said['uuid']) || this.getName();
  }

  getUUID(): string {
    return this.getIdentifier();
  }

  getName(): string {
    return text(this.#said['name']) || text(this.#said['username']);
  }

  getDisplayName(): string {
    return text((this.#said['properties'] as Said | undefined)?.['displayName']) || this.getName();
  }

  getMail(): string {
    return text(this.#said['mail']) || text(this.#said['email']);
  }

  getPrimaryNodeType(): object {
    return beans({ getName: () => 'sv:user', toString: () => 'sv:user', isNodeType: (other: unknown) => other === 'sv:user' });
  }

  toString(): string {
    return this.getName();
  }

  static isIn(user: UserNode, list: 'groups' | 'roles', name: string): boolean {
    return texts(user.#said[list]).includes(name);
  }
}

/** A user's Node stays the same for as long as the exchange. */
const known = new WeakMap<AskedExchange, UserNode>();

/** The Node of who asks; null where nobody is known, and outside of requests. */
export function currentUser(): UserNode | null {
  const exchange = askingExchange();
  if (exchange === undefined) {
    return null;
  }
  let user = known.get(exchange);
  if (user === undefined) {
    const said = Request.user(exchange.request);
    if (said === '') {
      return null;
    }
    user = new UserNode(parse(said) as Said);
    known.set(exchange, user);
  }
  return user;
}

/** The same, where that is who has this identifier. */
export function userByIdentifier(identifier: string): UserNode | null {
  const user = currentUser();
  return user?.getIdentifier() === identifier ? user : null;
}

/** A group or a role, of which no more is known than its name. */
export class NamedNode {
  readonly #name: string;
  readonly #type: string;

  constructor(type: 'sv:group' | 'sv:role', name: string) {
    this.#name = name;
    this.#type = type;
    beans(this);
  }

  getName(): string {
    return this.#name;
  }

  getIdentifier(): string {
    return this.#name;
  }

  getPrimaryNodeType(): object {
    return beans({ getName: () => this.#type, toString: () => this.#type, isNodeType: (other: unknown) => other === this.#type });
  }

  toString(): string {
    return this.#name;
  }
}

/** The name of a group or a role: of its Node, or as it was written; undefined for what is neither. */
export function nameOf(value: unknown): string | undefined {
  return value instanceof NamedNode ? value.getName() : typeof value === 'string' && value !== '' ? value : undefined;
}
