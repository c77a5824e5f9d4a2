/**
 * What an add-on's code asks of Java without asking the host: dates, locales,
 * digests, patterns of messages, XML. Pure functions that run in the process
 * where the isolate is, on the worker's thread and on the exchange's account;
 * nothing of them crosses to the front.
 *
 * <p>
 * Start reading at {@link io.annex.engine.local.LocalFunctions}. Never assume
 * that an argument is meant well: the guest library shares its isolate with the
 * add-on, and what runs here is not ended by V8. So each function has a bound
 * for what it takes and gives, takes time that is in proportion to it, and what
 * may take long looks whether its slice was stopped.
 */
@NullMarked
package io.annex.engine.local;

import org.jspecify.annotations.NullMarked;
