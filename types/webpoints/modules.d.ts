// What these applications require of the host.

declare module 'webpoints' {
  const webpoints: import('@annex/types/webpoints').Webpoints;
  namespace webpoints {
    type Application<Environment extends object = Record<string, any>> = import('@annex/types/webpoints').Application<Environment>;
  }
  export = webpoints;
}

declare module 'express' {
  const express: import('@annex/types/webpoints').Express;
  export = express;
}
