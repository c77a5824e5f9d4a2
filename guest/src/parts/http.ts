// Calls of others by Node's `http` and `https`.
export { http, https } from '../node/http';
