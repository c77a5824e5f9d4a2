package io.annex.core.jbackend;

import io.annex.core.access.Admission;
import io.annex.core.access.ApiKeys;
import io.annex.core.jbackend.JbackendEndpoint.Access;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may pass at an endpoint that is not free: by its API key,
 * or by who is logged in.
 */
final class EndpointAuthorization implements Gatekeeper {
    private static final String SCHEME = "api_key ";

    private final ApiKeys keys;

    EndpointAuthorization(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public void admit(RequestState state, Optional<SessionCheck> check, Consumer<Optional<ErrorCode>> then) {
        if (state.endpoint().access() == Access.USER) {
            then.accept(check.isEmpty()
                    ? Optional.of(ErrorCode.REQ_UCA)
                    : check.filter(each -> each.isGuest() && !each.isAuthRequest()).map(each -> ErrorCode.REQ_AUR));
            return;
        }
        CompletableFuture<Admission> asked = keys.admit(key(state), state.endpoint().path()).toCompletableFuture();
        if (asked.isDone()) {
            admitted(state, asked.join(), then);
        } else {
            state.request().then(asked, (admission, failure) -> admitted(state,
                    admission == null ? new Admission(Admission.Outcome.ERROR, 0) : admission, then));
        }
    }

    private static @Nullable String key(RequestState state) {
        String key = state.variables().text("api_key");
        if (key == null) {
            String header = state.request().headers().first("authorization");
            if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                key = header.substring(SCHEME.length());
            }
        }
        return key == null ? null : key.strip();
    }

    private static void admitted(RequestState state, Admission admission, Consumer<Optional<ErrorCode>> then) {
        state.keyId(admission.keyId());
        then.accept(switch (admission.outcome()) {
            case OK -> Optional.empty();
            case MISSING -> Optional.of(ErrorCode.REQ_AKR);
            case LIMIT -> Optional.of(ErrorCode.REQ_AKL);
            case EXPIRED -> Optional.of(ErrorCode.REQ_AKE);
            case INVALID -> Optional.of(ErrorCode.REQ_AKI);
            case ERROR -> Optional.of(ErrorCode.REQ_AKG);
        });
    }
}
