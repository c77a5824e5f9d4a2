package io.annex.core.service.mail;

import io.annex.api.Mail;
import io.annex.core.service.OpRefused;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mail as it crosses: JSON, and the files one behind the other.
 *
 * @param json
 *            with the length of each file
 */
@SuppressWarnings("ArrayRecordComponent")
record MailMessage(String json, byte[] bytes) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static MailMessage of(Mail mail) {
        ObjectNode node = JSON.createObjectNode().put("from", mail.from()).put("subject", mail.subject())
                .put("text", mail.text()).put("html", mail.html());
        put(node, "replyTo", mail.replyTo());
        put(node, "to", mail.to());
        put(node, "copies", mail.copies());
        put(node, "blindCopies", mail.blindCopies());
        ArrayNode files = node.putArray("attachments");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Mail.Attachment each : mail.attachments()) {
            files.addObject().put("name", each.name()).put("type", each.type()).put("size", each.content().length);
            all.writeBytes(each.content());
        }
        return new MailMessage(node.toString(), all.toByteArray());
    }

    private static void put(ObjectNode node, String name, List<String> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(array::add);
    }

    /** Nothing of it is to be believed. */
    static Mail read(String json, byte @Nullable [] bytes) throws OpRefused {
        byte[] content = bytes == null ? new byte[0] : bytes;
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new OpRefused("invalid", "mail.send: a message that is none");
        }
        List<Mail.Attachment> attachments = new ArrayList<>();
        int from = 0;
        for (JsonNode each : node.path("attachments")) {
            int size = each.path("size").asInt(-1);
            if (size < 0 || size > content.length - from) {
                throw new OpRefused("invalid", "mail.send: a message that is none");
            }
            attachments.add(new Mail.Attachment(each.path("name").asString(""), each.path("type").asString(""),
                    Arrays.copyOfRange(content, from, from + size)));
            from += size;
        }
        return new Mail(text(node, "from"), texts(node, "replyTo"), texts(node, "to"), texts(node, "copies"),
                texts(node, "blindCopies"), text(node, "subject"), text(node, "text"), text(node, "html"), attachments);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static List<String> texts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        node.path(name).forEach(each -> texts.add(each.asString("")));
        return texts;
    }
}
