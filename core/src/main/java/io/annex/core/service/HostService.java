package io.annex.core.service;

import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceGrant;
import io.annex.core.settings.ServiceSetting;
import java.util.List;

/**
 * Something that the host does for add-ons: a plug-in. What it declares is all
 * that configuration, the reference pages and {@code annex check} need to know
 * of it; {@code docs/design/services.md} is the recipe. Thread-safe.
 *
 * <p>
 * One instance serves all add-ons. What belongs to one version is its
 * {@link Scope}; what an add-on keeps over its versions is the service's own,
 * by the add-on's name. Nothing is opened or started before the first
 * {@link #open}: an instance may be made for its declarations alone.
 */
public interface HostService {
    /** What it is called in configuration: a word in lower case. */
    String name();

    /** What guests may call. */
    List<ServiceOp> ops();

    /** Limits of each add-on, read as {@code limits.<key>}. */
    default List<Limit> limits() {
        return List.of();
    }

    /** What an operator may grant, read as {@code grants.<name>}. */
    default List<ServiceGrant> grants() {
        return List.of();
    }

    /** What is set for all add-ons, read as {@code services.<name>.<key>}. */
    default List<ServiceSetting> settings() {
        return List.of();
    }

    /** How add-ons in Java see it; scripts have its part of the guest library. */
    default List<ServiceFace<?>> faces() {
        return List.of();
    }

    /** A version is about to be loaded; its ops come to the scope. */
    Scope open(AddonScope addon);

    /** No version is there any more. */
    default void close() {
    }
}
