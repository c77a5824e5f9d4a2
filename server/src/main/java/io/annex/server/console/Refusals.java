package io.annex.server.console;

/**
 * The texts of what is refused. Those of the first part are the console's, word
 * for word.
 */
final class Refusals {
    private Refusals() {
    }

    static Refusal installed(String id) {
        return new Refusal(422, "Widget " + id + " is already installed");
    }

    static Refusal filesMissing() {
        return new Refusal(400, "The following files are required for widget registration: widget.js, widget.png");
    }

    static Refusal otherFolder(String id, String folder) {
        return new Refusal(400, "Incorrect widget folder name not consistent with widget id. Widget ID: '" + id
                + "'. Directory name: '" + folder + "'");
    }

    static Refusal otherUpdate(String id, String received) {
        return new Refusal(400,
                "Updated widget directory name invalid. Expected: '" + id + "'. Received: '" + received + "'");
    }

    static Refusal backend(String file, String message) {
        return new Refusal(404, "Error during importing widget backend from file " + file + " - " + message);
    }

    // ---- ours

    static Refusal notInstalled(String id) {
        return new Refusal(404, "Widget " + id + " is not installed");
    }

    static Refusal operators(String id) {
        return new Refusal(403, "Widget " + id + " was not installed here: it lies in a folder of add-ons that the"
                + " server was started with, and is changed there");
    }

    static Refusal id(String id) {
        return new Refusal(400, "Widget id: '" + id + "' (expected: the archive's name without its extension, of"
                + " letters, digits, '.', '_' and '-', at most 100, first no '.')");
    }

    static Refusal archive(String why) {
        return new Refusal(400, "The archive is refused: " + why);
    }

    static Refusal tooLarge(long limit) {
        return new Refusal(413, "The archive is larger than " + limit + " bytes (install.size)");
    }

    static Refusal noRoom() {
        return new Refusal(507, "The widget cannot be stored now");
    }

    static Refusal notNow() {
        return new Refusal(503, "The widget cannot be started now; try again later");
    }

    static Refusal noArchive() {
        return new Refusal(400,
                "There is no archive (expected: multipart/form-data with a file in the field 'widget'," + " or ?url=)");
    }

    static Refusal noId() {
        return new Refusal(400, "Which widget is to be updated is not said (expected: ?id=)");
    }

    static Refusal query() {
        return new Refusal(400, "The query is not well encoded");
    }

    static Refusal failed() {
        return new Refusal(500, "The server failed; its log has why");
    }

    static Refusal url(String why) {
        return new Refusal(400, "url: " + why);
    }

    static Refusal notFetched(String why) {
        return new Refusal(502, "The archive cannot be fetched: " + why);
    }
}
