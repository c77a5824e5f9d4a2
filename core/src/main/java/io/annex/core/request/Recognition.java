package io.annex.core.request;

import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.http.Visitor;
import io.annex.core.http.Visitors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Finds out who asks, and hands the request on. Whoever has been found before
 * stays; then the first who knows the visitor counts. On the request's event
 * loop.
 */
public final class Recognition {
    private final List<Visitors> askedInTurn;
    private final Consumer<IncomingRequest> next;

    /**
     * @param askedInTurn
     *            who may know the visitor
     * @param next
     *            takes the request
     */
    public Recognition(List<Visitors> askedInTurn, Consumer<IncomingRequest> next) {
        this.askedInTurn = askedInTurn.stream().filter(each -> each != Visitors.NOBODY).toList();
        this.next = next;
    }

    /** Answers {@code request}, now or later. */
    public void handle(IncomingRequest request) {
        ask(request, request.user().isEmpty() ? 0 : askedInTurn.size());
    }

    private void ask(IncomingRequest request, int from) {
        for (int i = from; i < askedInTurn.size(); i++) {
            CompletionStage<Optional<Visitor>> stage;
            try {
                stage = askedInTurn.get(i).of(request);
            } catch (RejectedExecutionException e) {
                request.answer(Problems.busy());
                return;
            }
            if (stage != Visitors.ANONYMOUS) {
                int after = i + 1;
                request.then(stage, (visitor, failure) -> {
                    if (visitor == null) {
                        throw new IllegalStateException("who asks could not be found out", failure);
                    }
                    visitor.ifPresent(known -> request.user(known.json()));
                    ask(request, visitor.isPresent() ? askedInTurn.size() : after);
                });
                return;
            }
        }
        next.accept(request);
    }
}
