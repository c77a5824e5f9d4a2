import { serve } from './fetch.mjs';
import { user } from './user.mjs';

export default { fetch: serve('/user/', user) };
