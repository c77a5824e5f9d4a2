package io.annex.server;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.annex.core.addon.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows of the house point one way. */
class ArchitectureTest {
    private static final String SERVER = "io.annex.server";
    private static final String CORE = "io.annex.core";
    private static final int MOST_IN_ROOT = 12;
    private static final Set<String> STEPS_OF_LIFE = Set.of("state", "heldTo", "observed", "unobserved");
    private static final JavaClasses ANNEX = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.annex");

    @Test
    void eachPartUsesThoseBelowItAlone() {
        layeredArchitecture().consideringOnlyDependenciesInLayers().layer("server").definedBy("io.annex.server..")
                .layer("core").definedBy("io.annex.core..").layer("engine").definedBy("io.annex.engine..").layer("api")
                .definedBy("io.annex.api..").whereLayer("server").mayNotBeAccessedByAnyLayer().whereLayer("core")
                .mayOnlyBeAccessedByLayers("server").whereLayer("engine").mayOnlyBeAccessedByLayers("server", "core")
                .whereLayer("api").mayOnlyBeAccessedByLayers("server", "core").check(ANNEX);
    }

    @Test
    void coreKnowsNoSocketAndTheEngineNoHttp() {
        noClasses().that().resideInAnyPackage("io.annex.core..", "io.annex.engine..").should().dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..").check(ANNEX);
    }

    @Test
    void whatAddonsInJavaSeeDependsOnNothing() {
        noClasses().that().resideInAPackage("io.annex.api..").should().dependOnClassesThat()
                .resideOutsideOfPackages("io.annex.api..", "java..", "org.jspecify..").check(ANNEX);
    }

    /** Java has no friends: what one neighbour needs is public, and its alone. */
    @Test
    void whatOneNeighbourNeedsIsUsedByNoOther() {
        noClasses().that()
                .resideOutsideOfPackages("io.annex.core", "io.annex.core.request..", "io.annex.core.jbackend..")
                .should().dependOnClassesThat(nameMatching(".*[.](HttpExchange|AnswerAssembler)([$].*)?"))
                .because("jbackend's hooks alone are exchanges without being endpoints").check(ANNEX);
        noClasses().that().resideOutsideOfPackages("io.annex.core.addon..", "io.annex.core.deploy..").should()
                .callMethodWhere(DescribedPredicate.describe("leads a version's life",
                        call -> call.getTargetOwner().isEquivalentTo(Version.class)
                                && STEPS_OF_LIFE.contains(call.getName())
                                && !call.getTarget().getRawReturnType().isEnum()))
                .because("a deploy alone says how one version becomes the next").check(ANNEX);
    }

    @Test
    void onlyTheEngineKnowsV8() {
        noClasses().that().resideOutsideOfPackage("io.annex.engine..").should().dependOnClassesThat()
                .resideInAnyPackage("com.caoccao..").check(ANNEX);
    }

    @Test
    void theEdgeKnowsNoWorker() {
        noClasses().that().resideInAPackage("io.annex.server.http..").should()
                .dependOnClassesThat(
                        resideInAPackage("io.annex.engine..").and(resideOutsideOfPackage("io.annex.engine.budget..")))
                .because("what is held for others is counted in one way everywhere, all else goes through core")
                .check(ANNEX);
    }

    /** Which rooms of the server each of them may use, by their names below it. */
    private static final Map<String, List<String>> ROOMS = Map.ofEntries(
            entry("cli", List.of("", "config", "database", "http", "http.bound", "log", "operator", "testkit")),
            entry("testkit", List.of("", "config", "http", "log", "mail", "operator")),
            entry("config", List.of("database", "http", "http.bound", "http.head", "mail", "operator")),
            entry("mail", List.of()), entry("console", List.of("content", "operator")), entry("content", List.of()),
            entry("database", List.of()), entry("docs", List.of("content")),
            entry("http",
                    List.of("http.answer", "http.body", "http.bound", "http.connection", "http.head", "http.wire")),
            entry("http.answer", List.of("http.head", "http.wire")),
            entry("http.body", List.of("http.bound", "http.head", "http.wire")), entry("http.bound", List.of()),
            entry("http.connection", List.of("http.bound", "http.head", "http.wire")), entry("http.head", List.of()),
            entry("http.wire", List.of()), entry("log", List.of()), entry("operator", List.of("database")),
            entry("outbound", List.of()));

    @Test
    void eachRoomOfTheServerUsesThoseThatItMay() {
        assertThat(beyond(SERVER, ROOMS)).isEmpty();
    }

    @Test
    void noRoomsOfTheServerFormACircle() {
        slices().assignedFrom(packagesOf(SERVER)).should().beFreeOfCycles().check(ANNEX);
    }

    /**
     * Which packages of core each of them may use, by their names below it; the
     * root puts them together. {@code docs/design/layout.md} says why.
     */
    private static final Map<String, List<String>> CORE_PACKAGES = Map.ofEntries(entry("http", List.of()),
            entry("access", List.of()), entry("grant", List.of()), entry("session", List.of()),
            entry("trace", List.of()), entry("users", List.of()), entry("storage", List.of("storage.query")),
            entry("storage.query", List.of()), entry("body", List.of("http")), entry("files", List.of("http")),
            entry("settings", List.of("access", "grant")), entry("outbound", List.of("grant", "settings")),
            entry("addon", List.of("access", "files", "http", "settings")), entry("source", List.of("addon")),
            entry("openapi", List.of("addon", "files")), entry("mount", List.of("addon", "http")),
            entry("service", List.of("addon", "grant", "http", "session", "settings")),
            entry("service.cache", List.of("service", "settings")), entry("service.event", List.of("service")),
            entry("service.file", List.of("files", "http", "service")), entry("mail", List.of()),
            entry("service.mail", List.of("mail", "service", "settings")),
            entry("service.addons", List.of("grant", "service", "settings")),
            entry("call", List.of("addon", "http", "service", "service.addons", "settings")),
            entry("service.image", List.of("service", "settings")),
            entry("service.folder", List.of("grant", "http", "service", "settings")),
            entry("service.module", List.of("service")),
            entry("service.outbound", List.of("grant", "outbound", "service", "settings")),
            entry("service.platform", List.of("addon", "service")),
            entry("service.script", List.of("service", "settings")),
            entry("service.session", List.of("service", "session")),
            entry("service.settings", List.of("service", "settings")),
            entry("service.task", List.of("service", "settings")), entry("service.pool", List.of("service")),
            entry("service.storage", List.of("addon", "service", "settings", "storage", "storage.query")),
            entry("deploy", List.of("access", "addon", "mount", "service", "settings", "source")),
            entry("request",
                    List.of("addon", "body", "files", "grant", "http", "mount", "service", "session", "settings")),
            entry("message", List.of("addon", "http", "request", "service", "session", "settings")),
            entry("timer", List.of("addon", "message")), entry("restapp", List.of("addon", "settings")),
            entry("webpoints", List.of("addon", "settings")), entry("widget", List.of("addon", "http", "settings")),
            entry("jar", List.of("addon", "body", "service", "settings")), entry("jbackend", List.of("access", "addon",
                    "body", "deploy", "http", "request", "session", "settings", "trace", "users")));

    @Test
    void eachPackageOfCoreUsesThoseThatItMay() {
        assertThat(beyond(CORE, CORE_PACKAGES)).isEmpty();
    }

    @Test
    void noPackagesOfCoreFormACircle() {
        slices().assignedFrom(packagesOf(CORE)).should().beFreeOfCycles().check(ANNEX);
    }

    @Test
    void theRootOfCoreOnlyPutsTogether() {
        assertThat(ANNEX.stream().filter(each -> each.getPackageName().equals(CORE) && each.isTopLevelClass())
                .map(JavaClass::getSimpleName)).hasSizeLessThanOrEqualTo(MOST_IN_ROOT);
    }

    /** By class: what it uses below {@code base} that its package may not use. */
    private static Map<String, Set<String>> beyond(String base, Map<String, List<String>> arrows) {
        Map<String, Set<String>> beyond = new TreeMap<>();
        for (JavaClass each : ANNEX) {
            String room = room(base, each);
            if (each.getPackageName().startsWith(base) && !room.isEmpty()) {
                each.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass)
                        .filter(used -> used.getPackageName().startsWith(base)).map(used -> room(base, used))
                        .filter(used -> !used.equals(room) && !arrows.getOrDefault(room, List.of()).contains(used))
                        .forEach(used -> beyond.computeIfAbsent(each.getName(), name -> new TreeSet<>()).add(used));
            }
        }
        return beyond;
    }

    private static String room(String base, JavaClass type) {
        String name = type.getPackageName();
        return name.length() <= base.length() ? "" : name.substring(base.length() + 1);
    }

    @Test
    void noPackagesOfTheEngineFormACircle() {
        slices().assignedFrom(packagesOf("io.annex.engine")).should().beFreeOfCycles().check(ANNEX);
    }

    private static SliceAssignment packagesOf(String part) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith(part)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + part;
            }
        };
    }

    @Test
    void whatBoundsClientsKnowsNoSocket() {
        noClasses().that().resideInAPackage("io.annex.server.http.bound..").should().dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .because("counts and paces stay when what is below them is another").check(ANNEX);
    }

    @Test
    void nothingRunsOnAVirtualThread() {
        noClasses().should()
                .accessTargetWhere(target(nameMatching("ofVirtual|startVirtualThread|newVirtualThreadPerTaskExecutor")))
                .because("one that waits for a file or a process holds its carrier; see BlockingTasks").check(ANNEX);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(ANNEX.stream().map(each -> each.getPackage()).distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class)).map(JavaPackage::getName)).isEmpty();
    }
}
