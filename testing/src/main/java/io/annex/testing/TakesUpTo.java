package io.annex.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long one method of a test, or each of a class, may take on a quiet
 * machine, where that is more than {@link EveryTestEnds} grants.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
public @interface TakesUpTo {
    int minutes();
}
