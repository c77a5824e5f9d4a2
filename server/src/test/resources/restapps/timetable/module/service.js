import appData from '@sitevision/api/server/appData';
import requester from '@sitevision/api/server/Requester';
import { getToken, refreshToken } from './token';

class ServiceError extends Error {
  constructor(message, status) {
    super(message);
    this.name = 'ServiceError';
    this.status = status;
  }
}

class Service {
  constructor(url) {
    this.url = url;
  }

  /** Asks with the token; a second time with a new one where it was refused. */
  call(method, path, options = {}, again = true) {
    const token = getToken();
    if (token === null) {
      throw new ServiceError('There is no token', 401);
    }
    let answer;
    let error;
    requester[method](this.url + path, { timeout: 5000, ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } })
      .done((result, statusCode, headers) => {
        answer = { result, statusCode, headers };
      })
      .fail((message, status) => {
        error = new ServiceError(message, status.statusCode);
        error.body = status.body;
      });
    if (error && error.status === 401 && again) {
      refreshToken();
      return this.call(method, path, options, false);
    }
    if (error) {
      throw error;
    }
    return answer;
  }
}

const service = new Service(appData.get('service'));

export default service;
export { ServiceError };
