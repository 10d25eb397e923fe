package org.usher.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of DESIGN.md, of modules and of packages. */
@AnalyzeClasses(packages = "org.usher", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule CORE_USES_NOTHING_BUT_THE_JDK = classes()
            .that()
            .resideInAPackage("org.usher.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.usher.core..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule API_STANDS_ALONE = classes()
            .that()
            .resideInAPackage("org.usher.core.api")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.usher.core.api", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule TELEPHONY_KNOWS_THE_CONTRACT_ONLY = noClasses()
            .that()
            .resideInAPackage("org.usher.telephony..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.usher.server..", "org.usher.core.engine..", "org.usher.core.codec..");

    @ArchTest
    static final ArchRule ASTERISK_JAVA_STAYS_IN_THE_LINK = noClasses()
            .that()
            .resideOutsideOfPackage("org.usher.telephony.ami..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.asteriskjava..");

    /** They share the neutral message and nothing that maps or acts: else a mistake in both would hide itself. */
    @ArchTest
    static final ArchRule SIMULATED_PBX_AND_LINK_SHARE_THE_MESSAGE_ONLY = noClasses()
            .that()
            .resideInAPackage("org.usher.telephony.sim..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.usher.telephony.ami..")
                    .and(not(nameMatching(".*\\.AmiMessage(\\$.*)?")))
                    .or(resideInAPackage("org.asteriskjava..")));

    @ArchTest
    static final ArchRule LINK_DOES_NOT_KNOW_THE_SIMULATED_PBX = noClasses()
            .that()
            .resideInAPackage("org.usher.telephony.ami..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.usher.telephony.sim..");

    @ArchTest
    static final ArchRule ONLY_THE_ASSEMBLY_KNOWS_TELEPHONY = noClasses()
            .that()
            .resideInAPackage("org.usher.server.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.usher.telephony..");

    @ArchTest
    static final ArchRule ONLY_THE_ASSEMBLY_MAKES_ENGINES = noClasses()
            .that()
            .resideInAPackage("org.usher.server.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.usher.core.engine..");

    @ArchTest
    static final ArchRule THE_CALL_PATH_KNOWS_NEITHER_DATABASE_NOR_BROWSER = noClasses()
            .that()
            .resideInAPackage("org.usher.server.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.usher.server.history..",
                    "org.usher.server.wallboard..",
                    "org.usher.server.api..",
                    "org.usher.server.config..",
                    "java.sql..",
                    "io.netty..");

    @ArchTest
    static final ArchRule SQL_STAYS_IN_HISTORY = noClasses()
            .that()
            .resideInAnyPackage("org.usher.server", "org.usher.server.engine..", "org.usher.server.wallboard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.flywaydb..", "com.zaxxer..");

    @ArchTest
    static final ArchRule PARTS_OF_THE_SERVER_FORM_NO_RING =
            slices().matching("org.usher.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_BELOW_KNOWS_THE_ASSEMBLY = noClasses()
            .that()
            .resideInAPackage("org.usher.server.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.usher.server");
}
