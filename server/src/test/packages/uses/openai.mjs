import OpenAI, { APIError, NotFoundError, toFile } from 'openai';
export default async ({ url }) => {
  const client = new OpenAI({ apiKey: 'k', baseURL: `${url}/openai`, maxRetries: 0 });
  const answer = await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
  const pieces = [];
  for await (const piece of await client.chat.completions.create({ model: 'm', messages: [], stream: true })) pieces.push(piece.choices[0].delta.content);
  const failed = await client.models.retrieve('nope').catch((error) => [error instanceof NotFoundError, error instanceof APIError, error.status]);
  const file = await toFile(new Uint8Array([1, 2]), 'a.txt');
  return [answer.choices[0].message.content, pieces, failed, file.name, file.size, client.baseURL.endsWith('/openai'), typeof client.responses.create];
};
