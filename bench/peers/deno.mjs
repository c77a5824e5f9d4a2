import { answer, host, port, prefix } from './endpoint.mjs';
import { serve } from './fetch.mjs';

Deno.serve({ hostname: host, port, onListen() {} }, serve(prefix, answer));
