package io.annex.core.users;

/** What the session of a request knows of its user. */
public interface UserSession {
    /** Number of the user who is logged in, 0 for a guest. */
    long userId();

    /**
     * The user is logged in from now on, in a session with a new id (so that an id
     * that someone else has planted is of no use).
     *
     * @return the session's id
     */
    String begin(User user);

    /** The session ends; nothing happens for a guest. */
    void end();
}
