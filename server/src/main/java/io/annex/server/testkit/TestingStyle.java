package io.annex.server.testkit;

import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Style;
import io.annex.core.settings.SettingsSchema;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The style of an add-on's tests, which no add-on has by itself: a program that
 * serves nothing, and runs the files that it is told to.
 */
final class TestingStyle implements Style {
    /** What the tests are called beside add-ons. */
    static final String TESTS = "annex-tests";
    private static final MountPolicy NOWHERE = new MountPolicy.Own("/-/");

    private final String params;

    /**
     * @param shown
     *            what stands before the files' names where they are shown
     * @param options
     *            which tests run, and for how long
     */
    TestingStyle(String shown, TestOptions options) {
        this.params = JsonMapper.shared().createObjectNode().put("shown", shown)
                .put("timeout", options.timeout().toMillis()).put("name", options.name()).toString();
    }

    @Override
    public String name() {
        return "testing";
    }

    @Override
    public boolean recognises(Path root) {
        return false;
    }

    @Override
    public Manifest manifest(Path root, String sourceName) {
        return new Manifest(TESTS, "0", "/tests", 0, "{}", params);
    }

    @Override
    public SettingsSchema settings(Path root, Manifest manifest) {
        return SettingsSchema.NONE;
    }

    @Override
    public boolean usesDevelopmentPackages() {
        return true;
    }

    @Override
    public MountPolicy mountPolicy() {
        return NOWHERE;
    }
}
