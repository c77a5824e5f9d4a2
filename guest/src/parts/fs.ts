// Node's fs.
export { default } from '../node/fs/index';
