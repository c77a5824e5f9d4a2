/**
 * RESTApps: {@code index.js} with {@code router.get(…)}. Its guest side is
 * {@code guest/src/restapp}.
 */
@NullMarked
package io.annex.core.restapp;

import org.jspecify.annotations.NullMarked;
