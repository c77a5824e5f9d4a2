import { buildSchema, execute, graphql, GraphQLObjectType, GraphQLSchema, GraphQLString, parse, print, printSchema, validate, visit } from 'graphql';
export default async () => {
  const schema = buildSchema('type Query { hello(name: String!): String list: [Int!]! }');
  const rootValue = { hello: ({ name }) => `Hi ${name}`, list: [1, 2] };
  const document = parse('{ hello(name: "é") list }');
  const names = [];
  visit(document, { Field: ({ name }) => void names.push(name.value) });
  const own = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Q', fields: { x: { type: GraphQLString, resolve: async () => 'later' } } }) });
  return [await graphql({ schema, source: '{ hello(name: "Ada") }', rootValue }), await execute({ schema, document, rootValue }), validate(schema, parse('{ nope }')).map(({ message }) => message), print(document), printSchema(schema), names, await graphql({ schema: own, source: '{ x }' })];
};
