package io.annex.examples.stock;

import io.annex.api.Addon;
import io.annex.api.AddonContext;
import io.annex.api.ModuleRequest;
import io.annex.api.ModuleResponse;
import io.annex.api.ModuleStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code get/stock/level?sku=…} and {@code put/stock/book?sku=…&amount=…}: a
 * module in Java.
 */
public final class Stock implements Addon {
    private final Map<String, Long> levels = new ConcurrentHashMap<>();
    private long initial;

    @Override
    public void start(AddonContext context) {
        initial = Long.parseLong(context.params().getOrDefault("initial", "0"));
    }

    private static Map<String, Object> error(String code, String description) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("status", "ko");
        error.put("error_code", code);
        error.put("error_description", description);
        return error;
    }

    @Override
    public boolean onRequest(ModuleRequest request, String module, ModuleResponse response, ModuleStatus status) {
        status.moduleStack("stock");
        Optional<String> action = request.input().getString("action");
        if (action.isEmpty()) {
            response.set(error("REQ_ANS", "Action not specified"));
            return false;
        }
        Optional<String> sku = request.input().getCmd("sku").filter(text -> !text.isEmpty());
        String asked = action.get() + '/' + request.input().getString("resource").orElse("");
        if (!asked.equals("get/level") && !asked.equals("put/book")) {
            return true; // REQ_RUN
        }
        if (sku.isEmpty()) {
            response.set(error("STK_SKU", "Article not specified"));
            return false;
        }
        long amount = asked.equals("put/book") ? request.input().getInt("amount").orElse(0) : 0;
        long level = levels.merge(sku.get(), initial + amount, (old, any) -> old + amount);
        response.set("status", "ok");
        response.set("sku", sku.get());
        response.set("level", level);
        return true;
    }
}
