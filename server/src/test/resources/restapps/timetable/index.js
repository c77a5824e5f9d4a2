import router from '@sitevision/api/common/router';
import events from '@sitevision/api/common/events';
import cacheFactory from '@sitevision/api/server/cache';
import logUtil from '@sitevision/api/server/LogUtil';
import service, { ServiceError } from './module/service';
import * as token from './module/token';

const stations = cacheFactory.getSharedCache('stations');

const list = (value) => (Array.isArray(value) ? value : [value].filter((each) => each !== undefined));

/** Answers with what the handler gives, or with what went wrong at the service. */
const answering = (handler) => (req, res) => {
  try {
    res.json(handler(req, res));
  } catch (e) {
    if (e instanceof ServiceError) {
      logUtil.warn(`${req.method} ${req.path}: ${e.message}`);
      res.status(502).json({ service: e.status, body: e.body });
      return;
    }
    throw e;
  }
};

router.get('/state', answering(() => token.state()));

router.get('/departures/:stop', answering(({ params: { stop, lines } }) => {
  const { result } = service.call('get', '/departures', { data: { stop, line: list(lines) }, retry: true, retryCount: 1 });
  return result.departures.map(({ line, minutes }) => `${line} in ${minutes}`);
}));

router.get('/stations', answering((req) => {
  let asked = false;
  const found = stations.get(`stations-${req.params.q || 'all'}`, 600, () => {
    asked = true;
    const { result } = service.call('get', '/stations.xml', { dataType: 'xml', fallbackCharset: 'ISO-8859-1' });
    return list(result.stations.station).map(({ id, name }) => ({ id, name }));
  });
  return { asked, found };
}));

router.get('/timetable.txt', (req, res) => {
  const { result, headers } = service.call('get', '/timetable', { dataType: 'file' });
  res.set('X-Kind', headers['x-kind']).sendFile(result);
});

router.get('/cut', answering(() => service.call('get', '/cut', { dataType: 'text' })));

router.get('/moved', answering(() => service.call('get', '/moved-departures').result));

router.put('/moved', answering((req) => service.call('put', '/moved-departures', { data: { x: req.params.x } }).result));

router.delete('/trips', answering((req) => service.call('delete', '/trips', {
  data: { trips: req.params.trips },
  contentType: 'application/json',
  deleteOptions: { sendDataAsBody: true },
}).result));

router.post('/report', answering((req) => service.call('post', '/report', {
  contentType: 'multipart/form-data',
  files: { report: req.file('file') },
  data: { by: req.params.by },
  dataType: 'text',
}).result));


router.post('/revoke', answering(() => {
  const { statusCode, result } = service.call('head', '/revoke');
  return { statusCode, result };
}));

events.on('sv:every-hour', () => {
  if (token.refreshToken() === null) {
    throw new Error('The token could not be refreshed');
  }
});
