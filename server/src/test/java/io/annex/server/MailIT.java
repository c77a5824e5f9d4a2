package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails of add-ons, to a mail server that is really there. */
class MailIT {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String PLATFORM = """
            const router = require('router');
            const mailUtil = require('MailUtil');
            const fileUtil = require('FileUtil');
            router.get('/valid', (req, res) => {
              res.json(['a@b.se', 'Ada <ada@example.org>', 'a@b.se, c@d.se', 'a', '', 'a@b.se\\nBcc: c@d.se', 'list: a@b.se;', null].map((each) => mailUtil.isValidAddress(each)));
            });
            router.get('/send', (req, res) => {
              const builder = mailUtil.mailBuilder.setSubject('Hälsning från Åsa').setTextMessage('Hej på dig').setHtmlMessage('<b>Hej</b> på dig')
                .addRecipient('Ärla <to@example.org>').addCopyRecipient('cc@example.org').addBlindCopyRecipient('bcc@example.org').addReplyTo('answers@example.org').setFrom('Me <me@example.org>');
              const node = fileUtil.getFolder().hasNode('rapport å.txt') ? fileUtil.getFolder().getNode('rapport å.txt') : fileUtil.createFileFromBase64(fileUtil.getFolder(), 'rapport å.txt', Buffer.from('innehåll').toString('base64'));
              res.json([builder.addAttachment(node).build().send(), mailUtil.siteFromAddress]);
            });
            router.get('/again', async (req, res) => {
              const builder = require('mailBuilder');
              const first = builder.setSubject('one').setTextMessage('1').addRecipient('a@example.org').build();
              const second = builder.setSubject('two').clearAllRecipients().addRecipient('b@example.org').build();
              res.json([await first.sendAsync(), second.send()]);
            });
            router.post('/upload', (req, res) => {
              res.json(mailUtil.getMailBuilder().setSubject('file').setTextMessage('see').addRecipient('a@example.org').addAttachment(req.file('file')).build().send());
            });
            router.get('/missing', (req, res) => {
              const said = [];
              for (const b of [(m) => m, (m) => m.setSubject('s'), (m) => m.setSubject('s').setTextMessage('t'), (m) => m.setSubject('s').setTextMessage('t').addRecipient('nobody')]) {
                try { b(mailUtil.getMailBuilder()).build(); said.push('built'); } catch (e) { said.push(e.message); }
              }
              res.json(said);
            });
            router.get('/inject/:field', (req, res) => {
              const { field } = req.params;
              const said = [];
              for (const end of ['\\r\\nBcc: victim@example.org', '\\nX-Own: 1', '\\rX-Own: 1', '\\u2028X', '\\0', '\\r\\n\\r\\n<b>body</b>', '\\r\\n.\\r\\nQUIT']) {
                const mail = { to: 'a@example.org', subject: 's', text: 't' };
                if (field === 'name' || field === 'type') mail.attachments = [{ name: 'a', type: 'text/plain', content: 'x', [field]: (field === 'name' ? 'a' : 'text/plain') + end }];
                else mail[field] = (field === 'subject' ? 's' : 'b@example.org') + end;
                try { require('annex/mail').send(mail); said.push('sent'); } catch (e) { said.push(e.code); }
              }
              res.json(said);
            });
            """;
    private static final String USE = """
            const mail = require('annex/mail');
            const failed = [];
            for (const wrong of [{ to: [], subject: 's', text: 't' }, { to: 'nobody', subject: 's' }, { to: Array(51).fill('a@example.org'), subject: 's' }, { to: 'a@example.org', subject: 's', text: 'x'.repeat(60000) }]) {
              try { mail.send(wrong); } catch (e) { failed.push(e.code); }
            }
            await mail.sendAsync({ to: ['a@example.org'], subject: 'STYLE', text: 'text', attachments: [{ name: 'a.json', content: '{}' }] });
            const all = JSON.stringify([failed, mail.isAddress('a@example.org')]);
            """;

    @TempDir
    private static Path folder;
    private static GreenMail smtp;
    private static RunningServer server;

    private static void write(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path restapp(String name, String script) {
        write(name + "/manifest.json",
                "{\"id\": \"" + name + "\", \"version\": \"1\", \"name\": \"x\", \"type\": \"RestApp\"}");
        write(name + "/index.js", script);
        return folder.resolve(name);
    }

    private static final String ONE = """
            require('router').get('/', (req, res) => {
              res.json(require('MailUtil').getMailBuilder().setSubject('s').setTextMessage('t').addRecipient('a@example.org').build().send());
            });
            """;

    @BeforeAll
    static void start() throws IOException {
        smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        smtp.getUserManager().setAuthRequired(true);
        smtp.setUser("annex@example.org", "annex", PASSWORD);
        List<Path> sources = List.of(restapp("pages", PLATFORM), restapp("none", ONE), restapp("few", ONE),
                restapp("app",
                        "require('router').get('/', async (req, res) => {" + USE.replace("STYLE", "app")
                                + "res.send(all);});"),
                folder.resolve("till"), folder.resolve("desk"), folder.resolve("probe"));
        write("till/widget.js", "");
        write("till/backend.js", "module.exports = (r) => r.register('till', async (req, res) => {"
                + USE.replace("STYLE", "till") + "res.send(all);});");
        write("desk/server.js",
                "const { Application } = require('webpoints');\nconst app = new Application(); app.operations['/desk'] = async (req, res) => {"
                        + USE.replace("STYLE", "desk") + "res.send(all);}; app.run();");
        JavaSources.addon(folder.resolve("probe"), "1",
                """
                        private Mailer mailer;
                        public void start(AddonContext context) {
                            mailer = context.service(Mailer.class);
                        }
                        public void endpoints(Router router) {
                            router.get("/", exchange -> {
                                Mail mail = Mail.of("a@example.org", "probe", "text").withAttachment(new Mail.Attachment("a.txt", "text/plain", new byte[] { 'x' }));
                                mailer.send(mail);
                                mailer.sendLater(mail.withHtml("<b>text</b>")).toCompletableFuture().get();
                                String code = "";
                                try {
                                    mailer.send(mail.withReplyTo("a@example.org\\r\\nBcc: b@example.org"));
                                } catch (ServiceException e) {
                                    code = e.code();
                                }
                                exchange.send(mailer.isAddress("a") + " " + code);
                            });
                        }
                        """);
        String granted = "{limits: {mailSize: 100 KB}, grants: {mail: true, files: true}}";
        server = RunningServer.startIn("java: true\n" + mail(smtp.getSmtp().getPort(), "none", PASSWORD) + "addons:\n"
                + Stream.of("pages", "app", "till", "desk", "probe").map(each -> "  " + each + ": " + granted + "\n")
                        .reduce("", String::concat)
                + "  few: {limits: {mails: 2}, grants: {mail: true}}\n", sources.toArray(Path[]::new));
    }

    private static String mail(int port, String tls, String password) {
        return "mail: {host: 127.0.0.1, port: " + port + ", tls: " + tls + ", user: annex, password: \"" + password
                + "\", from: Annex <annex@example.org>}\n";
    }

    @AfterAll
    static void stop() {
        server.close();
        smtp.stop();
    }

    @BeforeEach
    void forget() throws Exception {
        smtp.purgeEmailFromAllMailboxes();
    }

    private static String get(String path, String... headers) {
        return Http.get(server.uri(path), headers).body();
    }

    private static String whole(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aMailOfThePlatformsArrives() throws Exception {
        assertThat(get("/rest-api/pages/send")).isEqualTo("[true,\"Annex <annex@example.org>\"]");
        MimeMessage[] all = smtp.getReceivedMessages();
        assertThat(all).hasSize(3);
        MimeMessage mail = all[0];
        assertThat(mail.getSubject()).isEqualTo("Hälsning från Åsa");
        assertThat(((InternetAddress) mail.getRecipients(Message.RecipientType.TO)[0]).getPersonal()).isEqualTo("Ärla");
        assertThat(mail.getFrom()[0]).hasToString("Me <me@example.org>");
        assertThat(mail.getSender()).hasToString("Annex <annex@example.org>");
        assertThat(mail.getReplyTo()[0]).hasToString("answers@example.org");
        assertThat(whole(mail)).contains("Return-Path: <annex@example.org>").doesNotContain("bcc@example.org");
        MimeMultipart mixed = (MimeMultipart) mail.getContent();
        MimeMultipart bodies = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(bodies.getBodyPart(0).getContent()).isEqualTo("Hej på dig");
        assertThat(bodies.getBodyPart(1).getContent()).isEqualTo("<b>Hej</b> på dig");
        assertThat(bodies.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(jakarta.mail.internet.MimeUtility.decodeText(mixed.getBodyPart(1).getFileName()))
                .isEqualTo("rapport å.txt");
        assertThat(new String(mixed.getBodyPart(1).getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("innehåll");
    }

    @Test
    void aBuilderBuildsAnother() throws Exception {
        assertThat(get("/rest-api/pages/again")).isEqualTo("[true,true]");
        assertThat(Stream.of(smtp.getReceivedMessages()).map(MailIT::subject)).containsExactly("one", "two");
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject() + "";
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anUploadIsAnAttachment() throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n--b--\r\n";
        assertThat(Http.send(
                Http.request(server.uri("/rest-api/pages/upload"), "Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(body)).build())
                .body()).isEqualTo("true");
        MimeMultipart mixed = (MimeMultipart) smtp.getReceivedMessages()[0].getContent();
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("x.txt");
        assertThat(mixed.getBodyPart(1).getContent()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from", "replyTo", "to", "cc", "bcc", "subject", "name", "type"})
    void noFieldBeginsAnotherLine(String field) {
        assertThat(get("/rest-api/pages/inject/" + field))
                .isEqualTo("[\"invalid\",\"invalid\",\"invalid\",\"invalid\",\"invalid\",\"invalid\",\"invalid\"]");
        assertThat(smtp.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatIsMissingOrNoAddressIsTold() {
        assertThat(get("/rest-api/pages/missing")).isEqualTo("[\"MailBuilder.build: there is no subject\","
                + "\"MailBuilder.build: there is no message\",\"MailBuilder.build: there is no recipient\","
                + "\"MailBuilder.build: 'nobody' is no address of a mail\"]");
        assertThat(get("/rest-api/pages/valid")).isEqualTo("[true,true,false,false,false,false,false,false]");
    }

    @ParameterizedTest
    @CsvSource({"/rest-api/app/, app, ''", "/console/wb/till, till, till", "/desk/desk, desk, ''"})
    void mailsAreSentInEachStyle(String path, String style, String widget) throws Exception {
        assertThat(widget.isEmpty() ? get(path) : get(path, "widget-id", widget))
                .isEqualTo("[[\"invalid\",\"invalid\",\"limit\",\"limit\"],true]");
        MimeMessage[] all = smtp.getReceivedMessages();
        assertThat(all).hasSize(1);
        assertThat(all[0].getSubject()).isEqualTo(style);
        assertThat(((MimeMultipart) all[0].getContent()).getBodyPart(1).getContentType())
                .startsWith("application/json");
        assertThat(all[0].getFrom()[0]).hasToString("Annex <annex@example.org>");
    }

    @Test
    void mailsAreSentByAddonsInJava() {
        assertThat(get("/java/probe/")).isEqualTo("false invalid");
        assertThat(Stream.of(smtp.getReceivedMessages()).map(MailIT::subject)).containsExactly("probe", "probe");
    }

    @Test
    void withoutTheGrantNothingIsSentAndTheLogSaysWhy() {
        assertThat(get("/rest-api/none/")).isEqualTo("false");
        server.awaitLog(
                "a mail was not sent: mail.send: not granted: add 'mail: true' under addons.none.grants in annex.yaml");
    }

    @Test
    void mailsOfAnHourAreBounded() {
        assertThat(Stream.generate(() -> get("/rest-api/few/")).limit(3)).containsExactly("true", "true", "false");
        server.awaitLog("a mail was not sent: mail.send: more than 2 mails in an hour (limits.mails)");
        assertThat(smtp.getReceivedMessages()).hasSize(2);
    }

    @Test
    void withoutAMailServerNothingIsSentAndTheLogSaysWhy() {
        told("", "there is no mail server: set mail.host and mail.from in annex.yaml");
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() {
        String wrong = "wrong horse";
        assertThat(told(mail(smtp.getSmtp().getPort(), "none", wrong),
                "the mail server does not take the user and password: ")).doesNotContain(wrong);
        assertThat(server.log()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "tls"})
    void nothingIsSentInTheClearWhereItIsNotToBe(String tls) {
        told(mail(smtp.getSmtp().getPort(), tls, PASSWORD), "the mail server cannot be reached, or broke off: ");
        assertThat(smtp.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerWhoseCertificateIsNobodysIsNotTrusted() {
        GreenMail encrypted = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        encrypted.start();
        try {
            told(mail(encrypted.getSmtps().getPort(), "tls", PASSWORD), "PKIX path building failed");
            assertThat(encrypted.getReceivedMessages()).isEmpty();
        } finally {
            encrypted.stop();
        }
    }

    private static String told(String mail, String why) {
        try (RunningServer other = RunningServer.startIn(mail + "grants: {mail: true}\n", folder.resolve("none"))) {
            assertThat(Http.get(other.uri("/rest-api/none/")).body()).isEqualTo("false");
            other.awaitLog(why);
            return other.log();
        }
    }
}
