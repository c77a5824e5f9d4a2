/**
 * Sessions, as add-ons' code reads them. Start reading at
 * {@link io.annex.core.service.session.SessionService}. Which session it is,
 * the exchange says and never the op.
 */
@NullMarked
package io.annex.core.service.session;

import org.jspecify.annotations.NullMarked;
