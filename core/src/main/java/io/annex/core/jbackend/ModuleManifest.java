package io.annex.core.jbackend;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.settings.SettingDeclaration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The XML manifest of a module.
 *
 * @param module
 *            the module's name: the {@code plugin} of its script
 * @param file
 *            name of the script or jar
 * @param title
 *            {@code <name>}
 * @param params
 *            the fields' defaults, by name
 * @param settings
 *            the fields
 */
record ModuleManifest(String module, String file, String title, String version, String author, String description,
        Map<String, String> params, List<SettingDeclaration> settings) {
    private static final String GROUP = "jbackend";
    private static final int MOST_DEPTH = 100;

    /**
     * Reads a manifest.
     *
     * @throws InvalidAddon
     *             with file and line, when it is none or wants what a manifest has
     *             no use for: a document type, an entity
     */
    static ModuleManifest read(Path file) throws InvalidAddon {
        return new Reader(file).read();
    }

    private static final class Reader {
        private final Path file;
        private final String name;
        private final Map<String, String> texts = new LinkedHashMap<>();
        private final Map<String, String> params = new LinkedHashMap<>();
        private final List<SettingDeclaration> settings = new ArrayList<>();
        private String module = "";
        private String script = "";

        Reader(Path file) {
            this.file = file;
            this.name = String.valueOf(file.getFileName());
        }

        ModuleManifest read() throws InvalidAddon {
            try (InputStream in = Files.newInputStream(file)) {
                XMLStreamReader xml = factory().createXMLStreamReader(in);
                try {
                    document(xml);
                } finally {
                    xml.close();
                }
            } catch (XMLStreamException e) {
                throw at(e.getLocation(), said(e), e);
            } catch (IOException e) {
                throw new InvalidAddon(name + ": cannot be read: " + e.getMessage(), e);
            }
            return new ModuleManifest(module, script, text("name", module), text("version", "1.0.0"),
                    text("author", ""), text("description", ""), Map.copyOf(params), List.copyOf(settings));
        }

        private String text(String element, String otherwise) {
            String text = texts.getOrDefault(element, "");
            return text.isEmpty() ? otherwise : text;
        }

        private static XMLInputFactory factory() {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            return factory;
        }

        private void document(XMLStreamReader xml) throws XMLStreamException, InvalidAddon {
            int depth = 0;
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.DTD ->
                        throw at(xml.getLocation(), "a document type (expected: none; it could name files to read)");
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw at(xml.getLocation(),
                            "the entity &" + xml.getLocalName() + "; (expected: none but those of XML itself)");
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        if (depth > MOST_DEPTH) {
                            throw at(xml.getLocation(), "more than " + MOST_DEPTH + " elements inside each other");
                        }
                        depth -= element(xml, depth) ? 1 : 0;
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    default -> {
                    }
                }
            }
            if (script.isEmpty()) {
                throw new InvalidAddon(name + ": no <filename plugin=\"…\"> in it (expected: <files><filename plugin=\""
                        + "name\">name.js</filename></files>)");
            }
        }

        /** Whether the element was read to its end. */
        private boolean element(XMLStreamReader xml, int depth) throws XMLStreamException, InvalidAddon {
            String element = xml.getLocalName();
            if (depth == 1) {
                root(xml, element);
                return false;
            }
            return switch (element) {
                case "name", "version", "author", "description" -> depth == 2 && text(xml, element);
                case "filename" -> script(xml);
                case "field" -> field(xml);
                default -> false;
            };
        }

        private boolean text(XMLStreamReader xml, String element) throws XMLStreamException, InvalidAddon {
            texts.put(element, elementText(xml));
            return true;
        }

        private boolean field(XMLStreamReader xml) throws InvalidAddon {
            String field = attribute(xml, "name");
            if (field.isEmpty()) {
                throw at(xml.getLocation(), "<field>: no name (expected: <field name=\"…\" default=\"…\">)");
            }
            String preset = xml.getAttributeValue(null, "default");
            if (preset != null) {
                params.put(field, preset.strip());
            }
            JsonNodeFactory json = JsonNodeFactory.instance;
            settings.add(new SettingDeclaration(field, List.of("string"), attribute(xml, "label"),
                    preset == null ? null : json.stringNode(preset.strip()), attribute(xml, "type").equals("password"),
                    false, json.objectNode()));
            return false;
        }

        private void root(XMLStreamReader xml, String element) throws InvalidAddon {
            if (!element.equals("extension")) {
                throw at(xml.getLocation(),
                        "<" + element + "> (expected: <extension type=\"plugin\" group=\"jbackend\">)");
            }
            String group = attribute(xml, "group");
            if (!group.equals(GROUP)) {
                throw at(xml.getLocation(),
                        "group: " + (group.isEmpty() ? "missing" : group) + " (expected: " + GROUP + ")");
            }
        }

        private boolean script(XMLStreamReader xml) throws XMLStreamException, InvalidAddon {
            String plugin = attribute(xml, "plugin");
            if (plugin.isEmpty()) {
                return false;
            }
            Location location = xml.getLocation();
            if (!script.isEmpty()) {
                throw at(location, "a second <filename plugin=\"…\"> (expected: one)");
            }
            if (!plugin.matches("[A-Za-z0-9_.-]+") || plugin.startsWith(".")) {
                throw at(location, "plugin: " + plugin + " (expected: letters, digits, _, - and .)");
            }
            module = plugin;
            script = elementText(xml);
            if (!script.matches("(?i).+\\.([cm]?[jt]s|jar)")) {
                throw at(location, "filename: " + script + " (expected: a script, .js or .ts, or a .jar)");
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            Path found = folder == null ? file : folder.resolve(script).normalize();
            if (folder == null || !found.startsWith(folder) || !Files.isRegularFile(found)) {
                throw at(location, "filename: " + script + ": there is no such file beside " + name);
            }
            return true;
        }

        private String elementText(XMLStreamReader xml) throws XMLStreamException, InvalidAddon {
            StringBuilder text = new StringBuilder();
            for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
                switch (event) {
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                        text.append(xml.getText());
                    case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    }
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw at(xml.getLocation(),
                            "the entity &" + xml.getLocalName() + "; (expected: none but those of XML itself)");
                    default -> throw at(xml.getLocation(), "an element where a text stands");
                }
            }
            return text.toString().strip();
        }

        private static String attribute(XMLStreamReader xml, String attribute) {
            String value = xml.getAttributeValue(null, attribute);
            return value == null ? "" : value.strip();
        }

        private InvalidAddon at(Location location, String message) {
            return new InvalidAddon(name + ':' + location.getLineNumber() + ": " + message);
        }

        private InvalidAddon at(Location location, String message, Throwable cause) {
            return new InvalidAddon(name + ':' + location.getLineNumber() + ": " + message, cause);
        }

        /** The parser's words, without its own account of where. */
        private static String said(XMLStreamException failure) {
            String message = String.valueOf(failure.getMessage());
            int at = message.indexOf("Message: ");
            return (at < 0 ? message : message.substring(at + "Message: ".length())).strip();
        }
    }
}
