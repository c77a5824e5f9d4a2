/**
 * Mails of add-ons. Start reading at
 * {@link io.annex.core.service.mail.MailService}.
 */
@NullMarked
package io.annex.core.service.mail;

import org.jspecify.annotations.NullMarked;
