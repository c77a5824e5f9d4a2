// `require('events')` is what the platform has under this name, and Node's module of the same name: a name as the first argument tells them apart.
// It is to be read before Node's own declaration, which gives way to it.
declare module 'events' {
  const events: import('@annex/types/services').Events & typeof import('node:events');
  export = events;
}
