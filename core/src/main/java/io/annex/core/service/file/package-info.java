/**
 * Files for the code of add-ons: uploads, resources, folders. Start reading at
 * {@link io.annex.core.service.file.FileService}. An upload is found through
 * its exchange alone, and a path never leads out of the version's folder.
 */
@NullMarked
package io.annex.core.service.file;

import org.jspecify.annotations.NullMarked;
