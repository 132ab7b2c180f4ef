package com.orocloud.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that every service's code keeps. One test per service: {@code ServiceRules.check("com.orocloud.dr")}. */
public final class ServiceRules {

    private static final String VAGUE = ".*(Impl|Utils?|Helper|Manager|Dto|DTO|Mapper|Common|Misc)";
    private static final Set<Class<?>> CLOCKS =
            Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);
    private static final List<String> SPRING_PLACES = List.of(
            "org.springframework.stereotype.Component",
            "org.springframework.boot.context.properties.ConfigurationProperties",
            "org.springframework.boot.autoconfigure.SpringBootApplication");

    private ServiceRules() {}

    /** @throws AssertionError listing every place that breaks a rule */
    public static void check(String servicePackage) {
        JavaClasses own = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(servicePackage);
        if (own.isEmpty()) {
            throw new AssertionError("no classes in " + servicePackage);
        }
        JavaClasses ownAndTests = new ClassFileImporter().importPackages(servicePackage);
        String broken = Stream.concat(
                        all().stream().map(rule -> rule.evaluate(own)),
                        Stream.of(interfacesHaveSeveralImplementations(type -> !isTest(type))
                                .evaluate(ownAndTests)))
                .filter(EvaluationResult::hasViolation)
                .map(result -> result.getFailureReport().toString())
                .collect(Collectors.joining("\n\n"));
        if (!broken.isEmpty()) {
            throw new AssertionError(broken);
        }
    }

    private static List<ArchRule> all() {
        return Stream.of(
                        namesSayWhat(),
                        springStaysAtTheEdge(),
                        onlyIn("gcp", "com.google.cloud..", "com.google.api.."),
                        onlyIn("oci", "com.oracle.bmc.."),
                        timeIsPassedIn(),
                        lifecyclesArePure(),
                        nothingIsInjectedIntoFields(),
                        packagesHaveNoCycles())
                .map(rule -> rule.allowEmptyShould(true))
                .toList();
    }

    static ArchRule namesSayWhat() {
        return noClasses().should().haveNameMatching(VAGUE).because("a name says what a thing is for");
    }

    static ArchRule springStaysAtTheEdge() {
        return noClasses()
                .that(are(
                        "not Spring's own",
                        type -> SPRING_PLACES.stream()
                                .noneMatch(annotation -> outermost(type).isMetaAnnotatedWith(annotation))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("the business can be read and tested without a container");
    }

    static ArchRule onlyIn(String provider, String... sdk) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(".." + provider + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(sdk)
                .because("a provider's types stay in the package that is named for it");
    }

    static ArchRule timeIsPassedIn() {
        return noClasses()
                .should(call("ask the system what time it is", ServiceRules::asksForTime))
                .because("tests and simulations own the clock: take the time from a java.time.Clock that is passed in");
    }

    static ArchRule lifecyclesArePure() {
        return noClasses()
                .that(are("part of a lifecycle", type -> isSealed(outermost(type))))
                .should(call("use clocks, chance or threads", ServiceRules::isUnpredictable))
                .because("a lifecycle decides from its state and the event alone");
    }

    static ArchRule nothingIsInjectedIntoFields() {
        return noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .because("a constructor shows what a class needs");
    }

    static ArchRule packagesHaveNoCycles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    /** A test's own implementation counts; so does one that fences a vendor off in a package of its own. */
    static ArchRule interfacesHaveSeveralImplementations(Predicate<JavaClass> own) {
        return classes()
                .that(are("interfaces of the service", type -> own.test(type) && isOrdinaryInterface(type)))
                .should(new ArchCondition<>("have more than one implementation") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        Set<JavaClass> implementations = type.getAllSubclasses();
                        boolean needless = implementations.size() == 1
                                && implementations
                                        .iterator()
                                        .next()
                                        .getPackage()
                                        .equals(type.getPackage());
                        events.add(new SimpleConditionEvent(
                                type, !needless, type.getName() + " is implemented by " + implementations + " alone"));
                    }
                })
                .allowEmptyShould(true)
                .because("an interface with one implementation is a class");
    }

    private static boolean isOrdinaryInterface(JavaClass type) {
        return type.isInterface()
                && !type.isAnnotation()
                && !isSealed(type)
                && !type.isAnnotatedWith(FunctionalInterface.class);
    }

    private static boolean isTest(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString().contains("/test-classes/"))
                .orElse(false);
    }

    private static boolean asksForTime(AccessTarget.CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        boolean withoutClock = target.getRawParameterTypes().isEmpty();
        return (target.getName().equals("now")
                        && withoutClock
                        && CLOCKS.stream().anyMatch(owner::isEquivalentTo))
                || (owner.isEquivalentTo(System.class) && target.getName().equals("currentTimeMillis"));
    }

    private static boolean isUnpredictable(AccessTarget.CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        return asksForTime(target)
                || owner.isAssignableTo(Clock.class)
                || owner.isEquivalentTo(Thread.class)
                || owner.isAssignableTo(RandomGenerator.class)
                || (owner.isEquivalentTo(Math.class) && target.getName().equals("random"))
                || target.getName().equals("randomUUID");
    }

    private static ArchCondition<JavaClass> call(String what, Predicate<AccessTarget.CodeUnitAccessTarget> forbidden) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                            && forbidden.test(target)) {
                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> test) {
        return DescribedPredicate.describe(what, test);
    }

    private static boolean isSealed(JavaClass type) {
        return type.isInterface() && type.reflect().isSealed();
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ServiceRules::outermost).orElse(type);
    }
}
