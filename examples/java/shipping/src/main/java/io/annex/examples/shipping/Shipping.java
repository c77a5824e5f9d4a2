package io.annex.examples.shipping;

import io.annex.api.Addon;
import io.annex.api.Exchange;
import io.annex.api.Router;
import java.util.Locale;
import java.util.Map;

/** What a parcel costs: endpoints in Java. */
public final class Shipping implements Addon {
    private static final Map<String, Integer> CENTS_PER_KILO = Map.of("se", 90, "de", 120, "it", 140);

    @Override
    public void endpoints(Router router) {
        router.get("/quote/:country", Shipping::quote);
        router.get("/quotes",
                exchange -> exchange.json("{\"asked\":" + exchange.session().get("asked").orElse("0") + "}"));
    }

    private static void quote(Exchange exchange) {
        Integer cents = CENTS_PER_KILO.get(exchange.value("country").toLowerCase(Locale.ROOT));
        if (cents == null) {
            exchange.status(404).json("{\"error\":\"We do not ship there.\"}");
            return;
        }
        int kilos = Integer.parseInt(exchange.query("kilos").orElse("1"));
        int asked = Integer.parseInt(exchange.session().get("asked").orElse("0"));
        exchange.session().set("asked", String.valueOf(asked + 1));
        exchange.json("{\"cents\":" + (400 + kilos * cents) + "}");
    }
}
