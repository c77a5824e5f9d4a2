import pino from 'pino';
export default () => {
  const lines = [];
  const to = { write: (line) => { const { time, pid, hostname, ...rest } = JSON.parse(line); lines.push(rest); } };
  const logger = pino({ level: 'info', redact: ['secret'], serializers: { user: ({ id }) => id }, timestamp: false }, to);
  logger.info({ a: 1, secret: 'x' }, 'hello %s', 'é'); logger.debug('not');
  logger.child({ c: 1 }).warn({ user: { id: 7, x: 1 } }, 'child');
  logger.error(Object.assign(new Error('no'), { stack: 's' }));
  return [lines, logger.isLevelEnabled('debug'), pino.levels.labels[30], pino.stdSerializers.err(Object.assign(new Error('x'), { stack: 's' })).message, typeof pino.multistream, logger.level];
};
