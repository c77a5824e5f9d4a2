/** Node's `os`, with nothing of the host's machine in it. */
const os = {
  EOL: '\n',
  devNull: '/dev/null',
  platform: () => 'linux',
  type: () => 'Linux',
  arch: () => 'x64',
  machine: () => 'x86_64',
  endianness: () => 'LE',
  release: () => '0.0.0',
  version: () => '',
  hostname: () => 'annex',
  homedir: () => '/',
  tmpdir: () => '/tmp',
  uptime: () => 0,
  loadavg: () => [0, 0, 0],
  totalmem: () => 0,
  freemem: () => 0,
  availableParallelism: () => 1,
  cpus: () => [],
  networkInterfaces: () => ({}),
  userInfo: () => ({ uid: -1, gid: -1, username: 'annex', homedir: '/', shell: null }),
  constants: { signals: {}, errno: {} },
};

export default os;
