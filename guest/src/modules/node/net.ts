/** Node's `net`: what it says of addresses. There are no sockets. */
const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isIPv4(text: unknown): boolean {
  return V4.test(String(text));
}

function isIPv6(given: unknown): boolean {
  const [text, zone, more] = String(given).split('%') as [string, string?, string?];
  if (more !== undefined || zone === '' || !/^[\da-f:.]+$/i.test(text)) {
    return false;
  }
  const halves = text.split('::');
  if (halves.length > 2) {
    return false;
  }
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const v4 = last?.includes('.') === true;
  if (v4 && (!isIPv4(last) || text.endsWith(':'))) {
    return false;
  }
  const plain = v4 ? groups.slice(0, -1) : groups;
  const count = plain.length + (v4 ? 2 : 0);
  return plain.every((group) => /^[\da-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

const refuse = (): never => {
  throw new Error('net: an add-on has no sockets of its own (expected: fetch, which the operator grants hosts)');
};

const net = {
  isIP: (text: unknown): number => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
  isIPv4,
  isIPv6,
  connect: refuse,
  createConnection: refuse,
  createServer: refuse,
};

export default net;
