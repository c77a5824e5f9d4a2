/**
 * Files that last: a folder of the add-on's own, and folders of the operator's
 * that it was granted. Start reading at
 * {@link io.annex.core.service.folder.FolderService}; the hard part is
 * {@link io.annex.core.service.folder.Folder}, out of which nothing leads.
 */
@NullMarked
package io.annex.core.service.folder;

import org.jspecify.annotations.NullMarked;
