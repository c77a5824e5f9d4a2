package io.annex.core.jbackend;

import io.annex.core.access.ApiKeys;
import io.annex.core.trace.Trace;
import io.annex.core.users.Users;

/**
 * What requests at jbackend endpoints are judged by and noted in.
 *
 * @param keys
 *            who may call
 * @param users
 *            who may log in
 * @param trace
 *            where requests are noted
 */
public record JbackendStores(ApiKeys keys, Users users, Trace trace) {
}
