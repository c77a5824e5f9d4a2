package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.session.SessionTimes;
import io.annex.core.users.AccountActions;
import io.annex.core.users.User;
import io.annex.core.users.UserSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What clients of the module {@code user} read. */
class UserModuleTest {
    private static final String ADA = "username=ada&password=secret&email=ada@example.org&firstname=Ada&lastname=L";

    @TempDir
    static Path data;
    private static Storage storage;
    private static AccountActions open;

    @BeforeAll
    static void start() {
        storage = new Storage(DatabaseOptions.EMBEDDED, data,
                new SessionTimes(Duration.ofMinutes(1), Duration.ofSeconds(1)), Duration.ofDays(1));
        open = new AccountActions(storage.stores().users(), true);
        answer(open, "post", "register", ADA, new Session());
    }

    @AfterAll
    static void stop() {
        storage.close();
    }

    private static final class Session implements UserSession {
        private long user;

        @Override
        public long userId() {
            return user;
        }

        @Override
        public String begin(User begun) {
            user = begun.id();
            return "S";
        }

        @Override
        public void end() {
            user = 0;
        }
    }

    private static String answer(AccountActions module, String action, String resource, String fields,
            Session session) {
        Map<String, String> input = new HashMap<>();
        for (String field : fields.split("&")) {
            input.put(field.replaceFirst("=.*", ""), field.replaceFirst(".*?=", ""));
        }
        return module.answer(new AccountActions.Request(action, resource, input::get, "10.0.0.1", session))
                .map(stage -> JsonMapper.shared().writeValueAsString(stage.toCompletableFuture().join())).orElse("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
            "null | login | username=ada&password=secret | REQ_ANS Action not specified",
            "post | login | password=secret | USR_UNR Username required",
            "post | login | username=ada | USR_PWR Password required",
            "post | login | username=ada&password=wrong | USR_LIF Login failed",
            "post | login | username=nobody&password=secret | USR_LIF Login failed",
            "get | profile | x= | REQ_AUR Authentication required",
            "post | register | password=x&email=b@x&firstname=B | USR_UNR Username required",
            "post | register | username=b&email=b@x&firstname=B | USR_PWR Password required",
            "post | register | username=b&password=x&firstname=B | USR_EMR Email required",
            "post | register | username=b&password=x&email=b@x | USR_NMR Name required",
            "post | register | username=ADA&password=x&email=b@x&firstname=B | USR_UAX Username already exists",
            "post | register | username=b&password=x&email=Ada@example.org&firstname=B | USR_EAX Email already exists"})
    void aMistakeHasItsCode(String action, String resource, String fields, String error) {
        assertThat(answer(open, action, resource, fields, new Session()))
                .isEqualTo("{\"status\":\"ko\",\"error_code\":\"" + error.substring(0, 7)
                        + "\",\"error_description\":\"" + error.substring(8) + "\"}");
    }

    @Test
    void aUserLogsInAndOut() {
        Session session = new Session();
        assertThat(answer(open, "post", "login", ADA, session)).isEqualTo(
                "{\"status\":\"ok\",\"userid\":" + session.user + ",\"username\":\"ada\",\"session_id\":\"S\"}");
        assertThat(answer(open, "post", "login", ADA, session)).contains("USR_ALI");
        assertThat(answer(open, "get", "profile", "", session))
                .startsWith("{\"status\":\"ok\",\"fields\":[{\"name\":\"userid\",\"value\":" + session.user + "},")
                .contains("{\"name\":\"email\",\"value\":\"ada@example.org\"}");
        assertThat(answer(open, "get", "logout", "", session)).isEqualTo("{\"status\":\"ok\"}");
        assertThat(session.user).isZero();
    }

    @Test
    void aUserWhoIsSwitchedOffIsToldSoByTheRightPasswordAlone() throws DatabaseTrouble {
        answer(open, "post", "register", ADA.replace("ada", "off"), new Session());
        storage.users().enable("off", false);
        assertThat(answer(open, "post", "login", "username=off&password=secret", new Session())).contains("USR_UNE");
        assertThat(answer(open, "post", "login", "username=off&password=wrong", new Session())).contains("USR_LIF");
    }

    @Test
    void registrationIsForWhereItIsAllowed() {
        AccountActions shut = new AccountActions(storage.stores().users(), false);
        assertThat(answer(shut, "post", "register", ADA, new Session())).contains("USR_RNA");
    }

    @Test
    void whatItDoesNotHaveIsLeftToOthers() {
        assertThat(answer(open, "get", "login", ADA, new Session())).isEqualTo("-");
        assertThat(answer(open, "post", "other", ADA, new Session())).isEqualTo("-");
    }
}
