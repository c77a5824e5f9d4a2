import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a row of a key-value store costs where nothing but JDBC is there: one INSERT, prepared once, each kept when it has returned;
 * {@code java -cp … BareRows.java PORT URL USER MIGRATION}. {@code /insert?from=0&times=100} answers how long each took, in ms.
 */
public final class BareRows {
    private BareRows() {
    }

    public static void main(String[] arguments) throws Exception {
        Connection connection = DriverManager.getConnection(arguments[1], arguments[2], "");
        boolean h2 = arguments[1].startsWith("jdbc:h2:");
        try (Statement statement = connection.createStatement()) {
            // The tables of Annex, with their indexes.
            String migration = Files.readString(Path.of(arguments[3])).replaceAll("(?m)--.*$", "").replace("${by_code}", h2 ? "" : "COLLATE \"C\"");
            for (String each : migration.split(";")) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
        PreparedStatement insert = connection.prepareStatement("INSERT INTO storage_item (store, name, json, changed) VALUES (?, ?, ?, ?)");
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        server.createContext("/insert", exchange -> {
            Map<String, Integer> query = Stream.of(exchange.getRequestURI().getQuery().split("&")).map(each -> each.split("="))
                    .collect(Collectors.toMap(each -> each[0], each -> Integer.parseInt(each[1])));
            StringBuilder answer = new StringBuilder("[");
            int status = 200;
            try {
                for (int i = 0; i < query.get("times"); i++) {
                    int number = query.get("from") + i;
                    long begun = System.nanoTime();
                    insert.setLong(1, 1);
                    insert.setString(2, "key-" + number);
                    insert.setString(3, "{\"id\":\"" + number + "\",\"name\":\"User " + number + "\",\"email\":\"user" + number
                            + "@example.com\",\"active\":true,\"score\":" + number % 1000 + "}");
                    insert.setLong(4, System.currentTimeMillis());
                    insert.executeUpdate();
                    answer.append(i == 0 ? "" : ",").append((System.nanoTime() - begun) / 1e6);
                }
            } catch (Exception e) {
                status = 500;
                answer.append(e);
            }
            byte[] bytes = answer.append("]").toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }
}
