import winston from 'winston';
import { Writable } from 'node:stream';
export default async () => {
  const lines = [];
  const stream = new Writable({ write(chunk, encoding, done) { lines.push(String(chunk)); done(); } });
  const { combine, json, label, printf, splat } = winston.format;
  const logger = winston.createLogger({ level: 'info', format: combine(splat(), json()), transports: [new winston.transports.Stream({ stream })] });
  logger.info('hello', { a: 1 }); logger.debug('not'); logger.warn('n %d', 5);
  logger.child({ c: 1 }).error('failed é');
  const own = winston.createLogger({ format: combine(label({ label: 'L' }), printf(({ level, message, label: l }) => `${l} ${level} ${message}`)), transports: [new winston.transports.Stream({ stream })] });
  own.info('x');
  await new Promise((done) => setTimeout(done, 20));
  return [lines, logger.isLevelEnabled('debug'), logger.transports.length, winston.config.npm.levels.error, typeof winston.addColors];
};
