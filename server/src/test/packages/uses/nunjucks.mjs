import nunjucks from 'nunjucks';
export default () => {
  const env = new nunjucks.Environment(null, { autoescape: true });
  env.addFilter('loud', (text) => text.toUpperCase());
  env.addGlobal('g', 5);
  return [env.renderString('Hi {{ name }} {{ raw | safe }}', { name: '<b>', raw: '<i>' }), env.renderString('{% for x in list %}{{ loop.index }}{{ x }}{% else %}none{% endfor %}', { list: ['a', 'b'] }), env.renderString('{{ "é" | loud }} {{ g }}', {}), nunjucks.compile('{{ a }}', env).render({ a: 1 }), env.renderString('{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(1) }}', {}), nunjucks.lib.escape('<'), env.renderString('{{ [3,1,2] | sort | join(",") }}', {})];
};
