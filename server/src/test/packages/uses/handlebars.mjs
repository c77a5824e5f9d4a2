import Handlebars from 'handlebars';
export default () => {
  Handlebars.registerHelper('loud', (text) => text.toUpperCase());
  Handlebars.registerPartial('li', '<li>{{this}}</li>');
  const own = Handlebars.create();
  own.registerHelper('x', () => new own.SafeString('<x>'));
  return [Handlebars.compile('Hi {{name}} {{{raw}}}')({ name: '<b>', raw: '<i>' }), Handlebars.compile('{{#each list}}{{> li}}{{else}}none{{/each}}')({ list: ['a', 'b'] }), Handlebars.compile('{{loud a}}')({ a: 'é' }), own.compile('{{x}}')({}), Handlebars.escapeExpression('<&>'), Handlebars.precompile('{{a}}').length > 50, Handlebars.parse('a{{b}}').body.length, Handlebars.Utils.isEmpty([])];
};
