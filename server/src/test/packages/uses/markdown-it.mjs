import MarkdownIt from 'markdown-it';
export default () => {
  const md = new MarkdownIt({ html: false, linkify: true, typographer: true });
  return [md.render('# Hi\n\n"quoted" -- http://example.org <b>'), md.renderInline('**b** ~~s~~'), md.parse('- a', {}).map(({ type }) => type), md.utils.escapeHtml('<é>'), new MarkdownIt('commonmark').render('| a |\n|---|'), md.disable('emphasis').renderInline('*x*'), md.linkify.match('see http://example.com').map(({ url }) => url)];
};
