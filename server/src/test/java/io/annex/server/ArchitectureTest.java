package io.annex.server;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows of the house point one way. */
class ArchitectureTest {
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
