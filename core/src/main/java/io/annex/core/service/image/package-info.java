/**
 * Pictures: their size, and others made of them. Start reading at
 * {@link io.annex.core.service.image.ImageService}; nothing is decoded whose
 * size was not looked at before.
 */
@NullMarked
package io.annex.core.service.image;

import org.jspecify.annotations.NullMarked;
