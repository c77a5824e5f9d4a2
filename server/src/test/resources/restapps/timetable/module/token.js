import appData from '@sitevision/api/server/appData';
import logUtil from '@sitevision/api/server/LogUtil';
import requester from '@sitevision/api/server/Requester';
import storage from '@sitevision/api/server/storage';

const KEY = 'token';
const MARGIN = 60 * 1000;
const store = storage.getKeyValueDataStore('oauth');

const read = () => {
  try {
    return store.get(KEY);
  } catch (e) {
    if (e.type === 'item_not_found') {
      return null;
    }
    throw e;
  }
};

/** Asks for a new token, whether or not there is one. */
export const refreshToken = () => {
  let refreshed = null;
  requester
    .post(`${appData.get('service')}/oauth/token`, {
      data: {
        grant_type: 'client_credentials',
        client_id: appData.get('clientId'),
        client_secret: appData.get('clientSecret'),
      },
      retry: true,
      retryCount: 2,
    })
    .done((result, statusCode) => {
      if (statusCode === 200 && result.access_token) {
        const { fetched = 0 } = read() ?? {};
        refreshed = store.put(KEY, {
          value: result.access_token,
          expires: Date.now() + result.expires_in * 1000,
          fetched: fetched + 1,
          failed: null,
        });
      }
    })
    .fail((message, { statusCode, body }) => {
      logUtil.error(`No token for the timetable: ${statusCode} ${message}`);
      store.put(KEY, { failed: `${statusCode} ${JSON.parse(body || '{}').error}` });
    });
  return refreshed;
};

export const getToken = () => {
  const token = read();
  if (token !== null && token.value && token.expires - MARGIN > Date.now()) {
    return token.value;
  }
  const refreshed = refreshToken();
  return refreshed === null ? null : refreshed.value;
};

export const state = () => {
  const token = read();
  return token === null ? { token: false } : { token: !!token.value, value: token.value, fetched: token.fetched, failed: token.failed };
};
