/**
 * Long-running tasks of add-ons. Start reading at
 * {@link io.annex.core.service.task.TaskService}. Who knows a task's id may
 * fetch its outcome, so nobody can guess one.
 */
@NullMarked
package io.annex.core.service.task;

import org.jspecify.annotations.NullMarked;
