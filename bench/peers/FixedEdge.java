import io.annex.core.http.Answer;
import io.annex.server.log.Logging;
import io.annex.server.config.Config;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.Setting;
import io.annex.server.http.Edge;
import io.annex.server.http.ServerPhase;
import java.util.List;
import java.util.Map;

/** Annex's HTTP edge with its usual settings and one answer, which nobody computes: {@code java -cp … FixedEdge.java PORT}. */
public final class FixedEdge {
    private static final Answer FIXED = new Answer.Text(200, List.of("content-type", "application/json"),
            "{\"message\":\"Hello, World!\"}");

    private FixedEdge() {
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure(false);
        Config config = ConfigReader.read(null, Map.of(), Map.of(Setting.HOST, "127.0.0.1", Setting.PORT, arguments[0]));
        Edge edge = Edge.open(config.edge(), request -> request.answer(FIXED), Map::of, () -> ServerPhase.READY,
                request -> false);
        Runtime.getRuntime().addShutdownHook(new Thread(edge::close));
        System.out.println("Annex ready on http://127.0.0.1:" + arguments[0]);
    }
}
