import { Parser, parseDocument, DomUtils, ElementType, parseFeed } from 'htmlparser2';
export default () => {
  const seen = [];
  const parser = new Parser({ onopentag: (name, attributes) => seen.push(name, attributes), ontext: (text) => seen.push(text), onclosetag: (name) => seen.push(`/${name}`) });
  parser.write('<p class=x>Hi &eacute;<br>'); parser.end();
  const document = parseDocument('<div><a href="/x">One</a><b>Two</b></div>');
  return [seen, DomUtils.textContent(document), DomUtils.getElementsByTagName('a', document).map((each) => each.attribs.href), DomUtils.getOuterHTML(document), ElementType.isTag(document.children[0]), parseFeed('<rss><channel><title>T</title><item><title>I</title></item></channel></rss>').items.length, DomUtils.findOne((each) => each.name === 'b', document.children).name];
};
