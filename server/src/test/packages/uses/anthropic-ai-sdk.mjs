import Anthropic, { APIError, NotFoundError } from '@anthropic-ai/sdk';
export default async ({ url }) => {
  const client = new Anthropic({ apiKey: 'k', baseURL: `${url}/anthropic`, maxRetries: 0 });
  const message = await client.messages.create({ model: 'm', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] });
  const pieces = [];
  for await (const event of await client.messages.create({ model: 'm', max_tokens: 10, messages: [], stream: true })) pieces.push(event.type);
  const text = await client.messages.stream({ model: 'm', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] }).finalText();
  const failed = await client.models.retrieve('nope').catch((error) => [error instanceof NotFoundError, error instanceof APIError, error.status]);
  return [message.content, pieces, text, failed, typeof client.beta.messages.create];
};
