// Streams of server-sent events, which few add-ons answer with.
export { EventStream } from '../http/sse';
