package io.annex.server.operator;

import io.annex.core.grant.Grants;
import io.annex.server.operator.OperatorToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator may do over HTTP.
 *
 * @param token
 *            the token that was chosen, or {@code null} to keep one in the data
 *            folder
 * @param grants
 *            what archives may be fetched from
 * @param installSize
 *            bytes of the largest archive
 * @param installTime
 *            how long fetching one may take
 */
public record OperatorSettings(@Nullable OperatorToken token, Grants grants, int installSize, Duration installTime) {
}
