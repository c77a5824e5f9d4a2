import EventEmitter from 'eventemitter3';
export default () => {
  const seen = [];
  const emitter = new EventEmitter();
  emitter.on('a', (...args) => seen.push(args));
  emitter.once('a', () => seen.push('once'));
  emitter.on('b', function () { seen.push(this.x); }, { x: 1 });
  emitter.emit('a', 1, 2); emitter.emit('a', 3); emitter.emit('b');
  const counts = [emitter.listenerCount('a'), emitter.eventNames(), emitter.listeners('a').length];
  emitter.removeAllListeners('a');
  return [seen, counts, emitter.emit('a'), emitter.off('b').eventNames()];
};
