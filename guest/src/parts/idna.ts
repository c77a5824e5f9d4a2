// Names of hosts that are more than ASCII.
export { toASCII, toUnicode } from 'tr46';
