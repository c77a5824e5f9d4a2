package io.annex.core.jbackend;

/**
 * What the dispatch itself answers where no module does. Modules have codes of
 * their own beside these.
 */
public enum ErrorCode {
    REQ_ANS("Action not specified", "raised by modules"), REQ_MNS("Module not specified",
            "the request names no module, and no `onBeforeCheckModule` has set one"), REQ_MNF("Module not found",
                    "the endpoint does not serve the module, or no module has put itself on the call stack"), REQ_RUN(
                            "Request unknown",
                            "a module is on the call stack, and nothing was set in `response`"), REQ_AKR(
                                    "API key required",
                                    "the endpoint wants a key, and none was sent"), REQ_AKL("API key limit exceeded",
                                            "the key has had its requests of the day"), REQ_AKE("API key expired",
                                                    "the key's time is over"), REQ_AKI("API key invalid",
                                                            "the key is unknown, switched off, or not good for the endpoint"), REQ_AKG(
                                                                    "API key generic error",
                                                                    "the key could not be looked up"), REQ_UCA(
                                                                            "Unable to check authentication",
                                                                            "the endpoint wants a user, and no module has answered `onCheckSession`"), REQ_AUR(
                                                                                    "Authentication required",
                                                                                    "the endpoint wants a user, the visitor is a guest, and this is no login"), REQ_ERR(
                                                                                            "Internal error",
                                                                                            "a module failed, or passed a limit; `incident` is in the log");

    private final String description;
    private final String meaning;
    private final String body;

    ErrorCode(String description, String meaning) {
        this.description = description;
        this.meaning = meaning;
        this.body = "{\"status\":\"ko\",\"error_code\":\"" + name() + "\",\"error_description\":\"" + description + '"';
    }

    /** The text that clients get. */
    public String description() {
        return description;
    }

    /** When it is answered, for people. */
    public String meaning() {
        return meaning;
    }

    /** The answer's JSON. */
    public String body() {
        return body + '}';
    }

    /** The answer's JSON with the id under which the log tells more. */
    public String body(String incident) {
        return body + ",\"incident\":\"" + incident + "\"}";
    }
}
