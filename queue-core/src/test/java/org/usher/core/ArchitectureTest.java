package org.usher.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.usher.core.engine.Engines;

@AnalyzeClasses(packages = "org.usher.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule dependsOnNothingButTheJdk = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..", "java.util..", "java.nio..", "java.io", "org.jspecify..", "org.usher.core..");

    @ArchTest
    static final ArchRule apiKnowsNobody = noClasses()
            .that()
            .resideInAPackage("..core.api")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..core.engine", "..core.codec");

    @ArchTest
    static final ArchRule codecDoesNotKnowTheEngine = noClasses()
            .that()
            .resideInAPackage("..core.codec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..core.engine");

    @ArchTest
    static final ArchRule engineShowsOnlyItsFactory = classes()
            .that()
            .resideInAPackage("..core.engine")
            .and()
            .doNotBelongToAnyOf(Engines.class)
            .should()
            .bePackagePrivate()
            .orShould()
            .bePrivate()
            .orShould()
            .beNestedClasses();

    @ArchTest
    static final ArchRule readsNoClockAndNoChance = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.time..", "java.util.concurrent..", "java.util.random..");

    /** Their order may differ from JVM to JVM; the engine has ordered collections and maps of its own. */
    @ArchTest
    static final ArchRule keepsNothingInHashOrder = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class, LinkedHashMap.class)
            .orShould()
            .callMethod(java.util.Set.class, "of", Object[].class);
}
