import { createSchema, createYoga, createPubSub, maskError } from 'graphql-yoga';
export default async () => {
  const schema = createSchema({ typeDefs: 'type Query { hello(name: String): String fail: String }', resolvers: { Query: { hello: (_, { name }) => `Hi ${name}`, fail: () => { throw new Error('secret'); } } } });
  const yoga = createYoga({ schema, logging: false });
  const ask = async (query) => { const answer = await yoga.fetch('http://yoga/graphql', { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify({ query }) }); return [answer.status, await answer.json()]; };
  const pubsub = createPubSub();
  const next = pubsub.subscribe('x').next();
  pubsub.publish('x', 1);
  return [await ask('{ hello(name: "Ada") }'), (await ask('{ fail }'))[1].errors[0].message, (await ask('{ nope }'))[0], (await yoga.fetch('http://yoga/elsewhere')).status, (await next).value, maskError(new Error('a'), 'masked').message];
};
