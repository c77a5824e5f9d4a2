import { XMLParser, XMLBuilder, XMLValidator } from 'fast-xml-parser';
const text = '<a x="1"><b>2</b><b>&lt;é</b><c/></a>';
export default () => [new XMLParser().parse(text), new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' }).parse(text), new XMLParser({ preserveOrder: true }).parse(text), XMLValidator.validate(text), XMLValidator.validate('<a><b></a>').err.code, new XMLBuilder({ ignoreAttributes: false, format: true }).build({ a: { '@_x': 1, b: [1, 2] } }), new XMLParser({ isArray: (name) => name === 'c' }).parse(text).a.c];
