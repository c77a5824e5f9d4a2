import debug from 'debug';
export default () => {
  const lines = [];
  debug.enable('app:*,-app:no');
  const log = debug('app:x');
  log.log = (...args) => lines.push(args.length > 0);
  log('hello %d %s', 5, 'é');
  const off = debug('app:no');
  return [lines, log.enabled, off.enabled, debug.enabled('app:y'), log.extend('z').namespace, debug.disable(), debug.enabled('app:y'), typeof debug.humanize];
};
