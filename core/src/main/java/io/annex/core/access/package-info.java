/**
 * Who may call: API keys, and what is decided about a request that brings one.
 */
@NullMarked
package io.annex.core.access;

import org.jspecify.annotations.NullMarked;
