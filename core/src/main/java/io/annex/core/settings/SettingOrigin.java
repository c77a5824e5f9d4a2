package io.annex.core.settings;

/** Where the value of a setting is from; the first has the last word. */
public enum SettingOrigin {
    ENVIRONMENT("environment"), RUN_TIME("run time"), FILE("annex.yaml"), DEFAULT("default");

    private final String text;

    SettingOrigin(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
