/**
 * From an add-on to another one: requests that come from no client. Start
 * reading at {@link io.annex.core.call.InnerCalls}. Such a request goes the way
 * of all others, so limits, metrics and incidents of the one that is called are
 * those that it has for everybody; {@link io.annex.core.call.OpenCalls} sees
 * that add-ons do not wait for each other for ever.
 */
@NullMarked
package io.annex.core.call;

import org.jspecify.annotations.NullMarked;
