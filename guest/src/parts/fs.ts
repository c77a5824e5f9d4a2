// Node's fs.
export { default } from '../modules/node/fs/index';
