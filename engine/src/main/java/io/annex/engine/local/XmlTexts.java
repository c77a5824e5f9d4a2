package io.annex.engine.local;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML as JSON. There are no entities but the five of XML itself and characters
 * by number: whatever a document declares is passed over, and nothing outside
 * of it is looked for.
 */
final class XmlTexts {
    private static final int DEEPEST = 200;
    private static final int LONGEST_RESULT = 16_000_000;
    /** Between two looks at whether anybody waits still. */
    private static final int PART = 256;

    private XmlTexts() {
    }

    /**
     * The document: its element is {@code [name, {attribute: value}, [child…]]}, a
     * child is an element or a text.
     */
    static String parse(Argument argument) throws LocalFailure {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        // That of the JDK is half of ours.
        factory.setProperty("jdk.xml.maxElementDepth", "0");
        String text = argument.text();
        try {
            XMLStreamReader reader = factory
                    .createXMLStreamReader(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            try {
                return json(reader, argument);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            Location place = e.getLocation();
            String message = String.valueOf(e.getMessage());
            int said = message.indexOf("Message: ");
            throw new LocalFailure(
                    "XML%s: %s"
                            .formatted(
                                    place == null
                                            ? ""
                                            : ", line %d, column %d".formatted(place.getLineNumber(),
                                                    place.getColumnNumber()),
                                    said < 0 ? message : message.substring(said + "Message: ".length())));
        }
    }

    private static String json(XMLStreamReader reader, Argument argument) throws XMLStreamException, LocalFailure {
        StringBuilder json = new StringBuilder();
        int depth = 0;
        boolean first = true;
        for (int events = 0; reader.hasNext(); events++) {
            if (events % PART == 0) {
                argument.goOn();
            }
            if (json.length() > LONGEST_RESULT) {
                throw new LocalFailure("XML: what comes of it is longer than %d characters".formatted(LONGEST_RESULT));
            }
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        throw new LocalFailure("XML: more elements within each other than %1$d (expected: at most %1$d)"
                                .formatted(DEEPEST));
                    }
                    begin(reader, first ? json : json.append(','));
                    first = true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    json.append("]]");
                    first = false;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (depth > 0) {
                        quote(first ? json : json.append(','), reader.getText());
                        first = false;
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new LocalFailure(
                        "XML: the entity &%s; is not known (expected: those of XML itself, or characters by number)"
                                .formatted(reader.getLocalName()));
                default -> {
                    // Comments, instructions, what declares the type.
                }
            }
        }
        return json.toString();
    }

    private static void begin(XMLStreamReader reader, StringBuilder json) {
        quote(json.append('['), name(reader.getPrefix(), reader.getLocalName()));
        json.append(",{");
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            quote(i == 0 ? json : json.append(','),
                    name(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)));
            quote(json.append(':'), reader.getAttributeValue(i));
        }
        json.append("},[");
    }

    private static String name(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00").append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
