package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.storage.Search;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.query.Query;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What H2 looks at to find one item of many. */
class ItemSearchPlanTest {
    private static final StoreId ITEMS = new StoreId("bench", true, "items");
    private static final int MANY = 3000;

    @Test
    void oneOfManyIsFoundWithoutTheOthers(@TempDir Path folder) throws Exception {
        try (Database database = new Database(DatabaseOptions.EMBEDDED, folder)) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                items.add("{\"id\":\"" + i + "\"}");
            }
            new ItemTable(database, 8).add(ITEMS, items, 1L << 40);
            Search one = new Search(new Query.Phrase("id", List.of("77"), false), List.of(), 10, 0);
            String plan = database.call(connection -> {
                Long store = ItemRow.storeIfThere(connection, ITEMS);
                assertThat(store).isNotNull();
                Sql sql = new Sql().add("EXPLAIN ANALYZE ").add(new ItemSearch(connection, store).statement(one));
                try (PreparedStatement explain = sql.prepare(connection); ResultSet row = explain.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            });
            Matcher scans = Pattern.compile("scanCount: (\\d+)").matcher(plan);
            assertThat(scans.results().mapToInt(each -> Integer.parseInt(each.group(1))).max().orElse(MANY)).as(plan)
                    .isLessThan(10);
        }
    }
}
