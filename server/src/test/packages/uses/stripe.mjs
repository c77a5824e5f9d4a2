import Stripe from 'stripe';
import { createHmac } from 'node:crypto';
const kind = async (run) => { try { return await run(); } catch (error) { return `${error.type}: ${error.message.split('\n')[0]}`; } };
export default async ({ url }) => {
  const { protocol, hostname, port } = new URL(url || 'http://127.0.0.1:1');
  const stripe = new Stripe('sk_test_x', { protocol: protocol.slice(0, -1), host: hostname, port, maxNetworkRetries: 0, telemetry: false });
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'é' });
  const timestamp = 1_700_000_000;
  const header = await stripe.webhooks.generateTestHeaderStringAsync({ payload, secret: 'whsec_x', timestamp });
  const own = createHmac('sha256', 'whsec_x').update(`${timestamp}.${payload}`).digest('hex');
  const web = Stripe.createSubtleCryptoProvider();
  const tolerance = 10 ** 10;
  return [
    header, header.endsWith(own), (await stripe.webhooks.constructEventAsync(payload, header, 'whsec_x', tolerance)).id, (await stripe.webhooks.constructEventAsync(Buffer.from(payload), header, 'whsec_x', tolerance)).type, (await stripe.webhooks.constructEventAsync(payload, header, 'whsec_x', tolerance, web)).id, await kind(() => stripe.webhooks.constructEventAsync(payload, header, 'other', tolerance)),
    await kind(() => stripe.webhooks.constructEventAsync(payload, header, 'whsec_x')), await kind(() => stripe.webhooks.constructEventAsync(`${payload} `, header, 'whsec_x', tolerance, web)), await stripe.webhooks.signature.verifyHeaderAsync(payload, header, 'whsec_x', tolerance, web),
    url ? await kind(async () => (await stripe.customers.create({ name: 'é', metadata: { a: 1 } })).object) : '',
  ];
};
