package io.annex.server.testkit;

import io.annex.api.Mail;
import io.annex.core.mail.MailServer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the mails that an add-on sends; none leaves. Thread-safe. */
final class TestMail implements MailServer {
    private static final String OWN = "annex@localhost";

    private final MailServer real;
    private final List<Mail> sent = new CopyOnWriteArrayList<>();

    /**
     * @param real
     *            knows what an address is
     */
    TestMail(MailServer real) {
        this.real = real;
    }

    @Override
    public void send(Mail mail) {
        sent.add(mail);
    }

    @Override
    public boolean isAddress(String text) {
        return real.isAddress(text);
    }

    @Override
    public String from() {
        return real.from().isEmpty() ? OWN : real.from();
    }

    void reset() {
        sent.clear();
    }

    /** All of them, the first first. */
    String json() {
        ArrayNode all = JsonMapper.shared().createArrayNode();
        for (Mail mail : sent) {
            ObjectNode one = all.addObject().put("from", mail.from().isEmpty() ? from() : mail.from());
            addresses(one, "to", mail.to());
            addresses(one, "cc", mail.copies());
            addresses(one, "bcc", mail.blindCopies());
            addresses(one, "replyTo", mail.replyTo());
            one.put("subject", mail.subject()).put("text", mail.text()).put("html", mail.html());
            ArrayNode attachments = one.putArray("attachments");
            for (Mail.Attachment each : mail.attachments()) {
                attachments.addObject().put("name", each.name()).put("type", each.type()).put("base64",
                        Base64.getEncoder().encodeToString(each.content()));
            }
        }
        return all.toString();
    }

    private static void addresses(ObjectNode mail, String name, List<String> addresses) {
        addresses.forEach(mail.putArray(name)::add);
    }
}
