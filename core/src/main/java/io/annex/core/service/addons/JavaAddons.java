package io.annex.core.service.addons;

import io.annex.api.Addons;
import io.annex.core.service.OpCaller;
import java.util.concurrent.CompletionStage;

/** Calls between add-ons as add-ons in Java see them. */
record JavaAddons(OpCaller ops) implements Addons {
    @Override
    public boolean isThere(String addon) {
        return !ops.call(AddonsService.FIND, addon).isEmpty();
    }

    @Override
    public Answer call(String addon, String method, String route, String json) {
        return answer(ops.call(AddonsService.CALL, asked(addon, method, route, json)));
    }

    @Override
    public CompletionStage<Answer> callLater(String addon, String method, String route, String json) {
        return ops.callLater(AddonsService.LATER, asked(addon, method, route, json)).thenApply(JavaAddons::answer);
    }

    private static String asked(String addon, String method, String route, String json) {
        return addon.replace('\0', ' ') + '\0' + method.replace('\0', ' ') + '\0' + route.replace('\0', ' ') + "\0\0"
                + json;
    }

    private static Answer answer(String text) {
        String[] fields = text.split("\0", 4);
        return new Answer(Integer.parseInt(fields[0]), fields[3]);
    }
}
