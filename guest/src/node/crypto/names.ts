/** Whom a certificate is for: names of hosts, addresses, mailboxes, as RFC 6125 and OpenSSL compare them. */

export interface HostOptions {
  readonly wildcards: boolean;
  readonly partialWildcards: boolean;
  readonly multiLabelWildcards: boolean;
  readonly singleLabelSubdomains: boolean;
}

const LABEL = /^[a-z\d_-]*$/i;

/** Whether a certificate's name is that of a host. */
export function matchesHost(pattern: string, host: string, options: HostOptions): boolean {
  const [named, asked] = [pattern.toLowerCase(), host.toLowerCase()];
  if (asked.startsWith('.') && asked.length > 1) {
    // Any host below that domain.
    const before = named.slice(0, named.length - asked.length);
    return named.endsWith(asked) && before !== '' && (!options.singleLabelSubdomains || !before.includes('.'));
  }
  if (named === asked) {
    return true;
  }
  const star = named.indexOf('*');
  if (!options.wildcards || star < 0 || named.indexOf('*', star + 1) >= 0) {
    return false;
  }
  const dot = named.indexOf('.');
  const rest = named.slice(dot);
  // In the first label alone, with two more behind it, and in none that stands for other letters.
  if (dot < star || rest.indexOf('.', 1) < 0 || named.startsWith('xn--')) {
    return false;
  }
  const [before, after] = [named.slice(0, star), named.slice(star + 1, dot)];
  const whole = before === '' && after === '';
  if (!whole && !options.partialWildcards) {
    return false;
  }
  if (!asked.endsWith(rest) || asked.length < named.length - 1 + (whole ? 1 : 0)) {
    return false;
  }
  const first = asked.slice(0, asked.length - rest.length);
  if (!first.startsWith(before) || !first.endsWith(after) || first.length < before.length + after.length || (!whole && first.startsWith('xn--'))) {
    return false;
  }
  const stood = first.slice(before.length, first.length - after.length);
  return whole && options.multiLabelWildcards ? stood.split('.').every((label) => label !== '' && LABEL.test(label)) : stood !== '' && LABEL.test(stood);
}

/** Mailboxes are the same where the domain is in any case, and all before it as it is written. */
export function sameMailbox(one: string, other: string): boolean {
  const at = one.lastIndexOf('@');
  return at >= 0 && one.length === other.length && one.slice(0, at) === other.slice(0, at) && one.slice(at).toLowerCase() === other.slice(at).toLowerCase();
}

/** The bytes of an address, in hexadecimal digits; undefined for what is none. */
export function addressOf(text: string): string | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (v4 !== null) {
    const parts = v4.slice(1).map(Number);
    return parts.every((part) => part < 256) ? parts.map((part) => part.toString(16).padStart(2, '0')).join('') : undefined;
  }
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (mapped !== null) {
    const tail = addressOf(mapped[2] as string);
    return tail === undefined ? undefined : addressOf(`${mapped[1] as string}${tail.slice(0, 4)}:${tail.slice(4)}`);
  }
  const halves = text.split('::');
  if (!/^[\da-f:]+$/i.test(text) || halves.length > 2) {
    return undefined;
  }
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?];
  const missing = 8 - head.length - (tail?.length ?? 0);
  const groups = tail === undefined ? head : [...head, ...new Array<string>(Math.max(missing, 0)).fill('0'), ...tail];
  return groups.length === 8 && groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups.map((group) => group.toLowerCase().padStart(4, '0')).join('') : undefined;
}
