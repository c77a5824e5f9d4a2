package io.annex.server.console;

/**
 * The texts of what is refused. Those of the first part are the console's, word
 * for word.
 */
final class InstallRefusals {
    private InstallRefusals() {
    }

    static InstallRefusal installed(String id) {
        return new InstallRefusal(422, "Widget " + id + " is already installed");
    }

    static InstallRefusal filesMissing() {
        return new InstallRefusal(400,
                "The following files are required for widget registration: widget.js, widget.png");
    }

    static InstallRefusal otherFolder(String id, String folder) {
        return new InstallRefusal(400, "Incorrect widget folder name not consistent with widget id. Widget ID: '" + id
                + "'. Directory name: '" + folder + "'");
    }

    static InstallRefusal otherUpdate(String id, String received) {
        return new InstallRefusal(400,
                "Updated widget directory name invalid. Expected: '" + id + "'. Received: '" + received + "'");
    }

    static InstallRefusal backend(String file, String message) {
        return new InstallRefusal(404, "Error during importing widget backend from file " + file + " - " + message);
    }

    // ---- ours

    static InstallRefusal notInstalled(String id) {
        return new InstallRefusal(404, "Widget " + id + " is not installed");
    }

    static InstallRefusal operators(String id) {
        return new InstallRefusal(403,
                "Widget " + id + " was not installed here: it lies in a folder of add-ons that the"
                        + " server was started with, and is changed there");
    }

    static InstallRefusal id(String id) {
        return new InstallRefusal(400, "Widget id: '" + id + "' (expected: the archive's name without its extension, of"
                + " letters, digits, '.', '_' and '-', at most 100, first no '.')");
    }

    static InstallRefusal archive(String why) {
        return new InstallRefusal(400, "The archive is refused: " + why);
    }

    static InstallRefusal tooLarge(long limit) {
        return new InstallRefusal(413, "The archive is larger than " + limit + " bytes (install.size)");
    }

    static InstallRefusal noRoom() {
        return new InstallRefusal(507, "The widget cannot be stored now");
    }

    static InstallRefusal notNow() {
        return new InstallRefusal(503, "The widget cannot be started now; try again later");
    }

    static InstallRefusal noArchive(String field) {
        return new InstallRefusal(400, "There is no archive (expected: multipart/form-data with a file in the field '"
                + field + '\'' + (field.equals("widget") ? ", or ?url=)" : ")"));
    }

    static InstallRefusal noId() {
        return new InstallRefusal(400, "Which widget is to be updated is not said (expected: ?id=)");
    }

    static InstallRefusal query() {
        return new InstallRefusal(400, "The query is not well encoded");
    }

    static InstallRefusal failed() {
        return new InstallRefusal(500, "The server failed; its log has why");
    }

    static InstallRefusal url(String why) {
        return new InstallRefusal(400, "url: " + why);
    }

    static InstallRefusal notFetched(String why) {
        return new InstallRefusal(502, "The archive cannot be fetched: " + why);
    }
}
