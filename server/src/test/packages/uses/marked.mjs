import { marked, Marked, lexer, parseInline } from 'marked';
export default async () => {
  const own = new Marked({ renderer: { heading: ({ text, depth }) => `<h${depth} class="x">${text}</h${depth}>` } });
  return [marked.parse('# Hi\n\n* a\n* b `c`\n\n| x |\n|---|\n| 1 |'), parseInline('**b** [l](http://x)'), lexer('# T\n\ntext').map(({ type }) => type), own.parse('# T'), await marked.parse('*later*', { async: true }), marked.parse('a\nb', { breaks: true }), marked.parse('```js\nlet a;\n```')];
};
