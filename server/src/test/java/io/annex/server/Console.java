package io.annex.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/** What an operator types to install widgets. */
record Console(URI server, String token) {
    /** The one whose token lies in the server's data folder. */
    static Console of(ServerProcess process) throws IOException {
        return new Console(process.uri("/"),
                Files.readString(process.folder().resolve(".annex/operator-token")).strip());
    }

    HttpRequest.Builder request(String path) {
        return at("/console/widgets" + path);
    }

    /** A request for any path, by the operator. */
    HttpRequest.Builder at(String path) {
        URI uri = server.resolve(path);
        return token.isEmpty() ? Http.request(uri) : Http.request(uri, "Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(String method, String path) {
        return Http.send(request(path).method(method, BodyPublishers.noBody()).build());
    }

    HttpResponse<String> post(String name, byte[] archive) {
        return Http.send(multipart("POST", "", name, archive));
    }

    HttpResponse<String> put(String id, String name, byte[] archive) {
        return Http.send(multipart("PUT", "?id=" + id, name, archive));
    }

    HttpRequest multipart(String method, String path, String name, byte[] archive) {
        return request(path).header("Content-Type", "multipart/form-data; boundary=" + Archives.BOUNDARY)
                .method(method, Archives.form(name, archive)).build();
    }
}
