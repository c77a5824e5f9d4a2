package io.annex.core.service.mail;

import io.annex.api.Mail;
import io.annex.api.Mailer;
import io.annex.core.mail.FewAtATime;
import io.annex.core.mail.MailCheck;
import io.annex.core.mail.MailRefused;
import io.annex.core.mail.MailServer;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceGrant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.Level;

/**
 * Mails of add-ons, handed to the operator's mail server. What an add-on sends
 * in an hour counts over its versions.
 */
public final class MailService implements HostService {
    private static final Limit MAILS = Limit.count("mails", "100", "mails that an add-on sends in an hour",
            "an error in the handler");
    private static final Limit SIZE = Limit.size("mailSize", "10 MB",
            "one mail with its attachments, two bytes a character of text", "an error in the handler");
    private static final ServiceGrant GRANT = new ServiceGrant("mail", "it sends mails by the operator's mail server");

    private final MailServer server;
    private final Map<String, HourlyPace> paces = new ConcurrentHashMap<>();

    /**
     * @param server
     *            takes the mails; closed by whoever made it
     */
    public MailService(MailServer server) {
        this.server = new FewAtATime(server);
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("mail.send", Mode.BLOCKING, GRANT.name()),
                new ServiceOp("mail.check", Mode.INLINE), new ServiceOp("mail.from", Mode.INLINE));
    }

    @Override
    public List<Limit> limits() {
        return List.of(MAILS, SIZE);
    }

    @Override
    public List<ServiceGrant> grants() {
        return List.of(GRANT);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Mailer.class, JavaMailer::new));
    }

    @Override
    public Scope open(AddonScope addon) {
        HourlyPace pace = paces.computeIfAbsent(addon.addon(), name -> new HourlyPace());
        return call -> {
            switch (call.op()) {
                case "mail.check" -> call.ok(MailCheck.isLine(call.text()) && server.isAddress(call.text()) ? "1" : "");
                case "mail.from" -> call.ok(server.from());
                default -> send(addon, pace, call);
            }
        };
    }

    private void send(AddonScope addon, HourlyPace pace, Call call) throws OpRefused {
        Mail mail = MailMessage.read(call.text(), call.bytes());
        try {
            MailCheck.check(mail, server, addon.limit(SIZE));
            long most = addon.limit(MAILS);
            if (!pace.take(most, System.nanoTime())) {
                throw new MailRefused("limit", "more than " + most + " mails in an hour (limits.mails)");
            }
            server.send(mail);
            call.ok("");
        } catch (MailRefused e) {
            if (!e.detail().isEmpty()) {
                ExchangeScope exchange = call.exchange();
                addon.log().host(Level.WARN, "a mail was not sent: " + e.getMessage() + ": " + e.detail(),
                        exchange == null ? null : exchange.id());
            }
            throw new OpRefused(e.code(), "mail.send: " + e.getMessage());
        }
    }
}
