package com.orocloud.provisioning.environment;

import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.Heard;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.environment.Regions.Region;
import com.orocloud.provisioning.site.Size;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request for an environment must be like. Finds every reason against it at once, each saying what to do, so
 * that nobody has to ask five times to hear five reasons. Reasons name no person.
 */
public final class RequestRules {

    private static final Pattern ENVIRONMENT_ID = Pattern.compile("[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?");

    private static final Pattern PROJECT = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private static final Pattern HOSTNAME = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.)+[A-Za-z]{2,63}");

    private static final int WEB_NODES_MAX = Size.NODES_MAX;

    private static final int DATABASE_NODES_MAX = 3;

    private static final int HOSTNAMES_MAX = 20;

    private final Regions regions;
    private final Set<IaasProvider> providers;
    private final String platformZone;
    private final Function<String, Set<String>> tenantsOf;

    /**
     * @param providers that we have accounts with
     * @param platformZone the DNS zone in which we write names ourselves
     * @param tenantsOf the tenants that a source may speak for
     */
    public RequestRules(
            Regions regions,
            Set<IaasProvider> providers,
            String platformZone,
            Function<String, Set<String>> tenantsOf) {
        this.regions = regions;
        this.providers = new TreeSet<>(providers);
        this.platformZone = platformZone;
        this.tenantsOf = tenantsOf;
    }

    static Failure reason(String code, String whatToDo) {
        return Failure.newBuilder()
                .setStep("checking the request")
                .setCode(code)
                .setMessage(whatToDo)
                .build();
    }

    /** @return every reason why the request cannot be met; none if it can */
    public List<Failure> objections(Heard<EnvironmentRequested> heard) {
        EnvironmentRequested request = heard.event();
        var reasons = new Reasons();
        String tenant = request.getMeta().getTenantId();
        reasons.unless(
                tenantsOf.apply(heard.source()).contains(tenant),
                "TENANT_NOT_REGISTERED",
                "The source " + heard.source() + " is not registered for tenant '" + tenant
                        + "': have it registered, or ask through the tenant's own source.");
        identity(request, reasons);
        placement(request, reasons);
        size(request, reasons);
        names(request, reasons);
        people(request, reasons);
        maintenance(request, reasons);
        return List.copyOf(reasons.found);
    }

    private static void identity(EnvironmentRequested request, Reasons reasons) {
        reasons.unless(
                ENVIRONMENT_ID.matcher(request.getEnvironmentId()).matches(),
                "ENVIRONMENT_ID_INVALID",
                "An environmentId has at most 30 lower-case letters, digits and hyphens, begins with a letter and ends"
                        + " with a letter or a digit.");
        reasons.unless(
                PROJECT.matcher(request.getProject()).matches(),
                "PROJECT_INVALID",
                "A project has at most 63 lower-case letters, digits and hyphens, begins with a letter and ends with a"
                        + " letter or a digit.");
        reasons.unless(
                COMMIT.matcher(request.getGitReference()).matches(),
                "COMMIT_INVALID",
                "gitReference must be a full commit hash, 40 or 64 hexadecimal digits in lower case; a branch or a tag"
                        + " can move.");
        reasons.unless(
                !request.getRepositoryUrl().isBlank(),
                "REPOSITORY_MISSING",
                "Name the repository that the commit is in.");
        reasons.unless(
                isTimeZone(request.getCalendarZone()),
                "TIME_ZONE_INVALID",
                "calendarZone must be a name of the time zone database, for example Europe/Berlin.");
        reasons.unless(
                request.getType() != EnvironmentType.UNKNOWN,
                "TYPE_UNKNOWN",
                "Choose PRODUCTION, STAGING, TESTING or DEVELOPMENT.");
    }

    private void placement(EnvironmentRequested request, Reasons reasons) {
        RegionRef recoveryRef = request.getDisasterRecovery();
        Optional<Region> primary = region("primary", request.getPrimary(), reasons);
        Optional<Region> recovery =
                recoveryRef == null ? Optional.empty() : region("disasterRecovery", recoveryRef, reasons);
        boolean production = request.getType() == EnvironmentType.PRODUCTION;
        reasons.unless(
                !production || recoveryRef != null,
                "DISASTER_RECOVERY_MISSING",
                "PRODUCTION needs a disasterRecovery region"
                        + primary.map(Region::recovery)
                                .map(pair -> ", for example " + pair + ".")
                                .orElse(" of the same jurisdiction."));
        if (recoveryRef != null) {
            recovery(request.getPrimary(), recoveryRef, primary, recovery, reasons);
        }
        residency(request.getJurisdictions(), primary, recovery, reasons);
        if (production && !request.getAcceptSingleAvailabilityDomain()) {
            Stream.of(primary, recovery)
                    .flatMap(Optional::stream)
                    .filter(Region::isSingleAvailabilityDomain)
                    .forEach(region -> reasons.add(
                            "SINGLE_AVAILABILITY_DOMAIN",
                            region.place().region() + " has one availability domain only, so nodes are spread over its"
                                    + " fault domains: set acceptSingleAvailabilityDomain if that is good enough, or"
                                    + " choose another region."));
        }
        reasons.unless(request.getEdge() != EdgeOption.UNKNOWN, "EDGE_UNKNOWN", "Choose GCP_CDN, CLOUDFLARE or NONE.");
        reasons.unless(
                request.getEdge() != EdgeOption.GCP_CDN || request.getPrimary().getProvider() != IaasProvider.OCI,
                "EDGE_NOT_ON_PROVIDER",
                "GCP_CDN exists on GCP only: choose CLOUDFLARE or NONE on OCI.");
    }

    /** Copies of backups go to the recovery region, so the two regions are all the places where its data is. */
    private void residency(List<String> wanted, Optional<Region> primary, Optional<Region> recovery, Reasons reasons) {
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> known = new TreeSet<>();
        regions.all().forEach(region -> known.add(region.jurisdiction()));
        wanted.stream()
                .filter(jurisdiction -> !known.contains(jurisdiction))
                .forEach(jurisdiction -> reasons.add(
                        "JURISDICTION_UNKNOWN",
                        "No region is under a jurisdiction '" + jurisdiction + "': choose of " + known + "."));
        Stream.of(primary, recovery)
                .flatMap(Optional::stream)
                .filter(region -> !wanted.contains(region.jurisdiction()))
                .forEach(region -> reasons.add(
                        "RESIDENCY",
                        region.place().region() + " is under the law of " + region.jurisdiction()
                                + ", and the data may be under " + wanted + " only: choose another region."));
    }

    private Optional<Region> region(String field, RegionRef ref, Reasons reasons) {
        if (ref.getProvider() == IaasProvider.UNKNOWN) {
            reasons.add("PROVIDER_UNKNOWN", field + ": choose GCP or OCI as the provider.");
        } else {
            reasons.unless(
                    providers.contains(ref.getProvider()),
                    "PROVIDER_NOT_AVAILABLE",
                    field + ": this installation has no account with " + ref.getProvider()
                            + "; choose a region of one of " + providers + ".");
        }
        Optional<Region> found = regions.find(Place.of(ref));
        reasons.unless(
                found.isPresent() || ref.getProvider() == IaasProvider.UNKNOWN,
                "REGION_UNKNOWN",
                field + ": " + ref.getProvider() + " has no region '" + ref.getRegion() + "' that we build in.");
        return found;
    }

    private static void recovery(
            RegionRef primaryRef,
            RegionRef recoveryRef,
            Optional<Region> primary,
            Optional<Region> recovery,
            Reasons reasons) {
        reasons.unless(
                !primaryRef.equals(recoveryRef),
                "DISASTER_RECOVERY_SAME_REGION",
                "A region cannot recover its own loss: choose another disasterRecovery region.");
        reasons.unless(
                primaryRef.getProvider() == recoveryRef.getProvider(),
                "DISASTER_RECOVERY_OTHER_PROVIDER",
                "Choose a disasterRecovery region of the same provider.");
        if (primary.isPresent() && recovery.isPresent()) {
            reasons.unless(
                    primary.get().jurisdiction().equals(recovery.get().jurisdiction()),
                    "DISASTER_RECOVERY_OTHER_JURISDICTION",
                    "Data of jurisdiction " + primary.get().jurisdiction() + " cannot be recovered in "
                            + recovery.get().jurisdiction() + ": choose a region of the same jurisdiction.");
        }
    }

    private static void size(EnvironmentRequested request, Reasons reasons) {
        reasons.unless(
                request.getProfile() != EnvironmentProfile.UNKNOWN,
                "PROFILE_UNKNOWN",
                "Choose MINIMAL or FULL as the profile.");
        int least = request.getType() == EnvironmentType.PRODUCTION ? 2 : 1;
        reasons.unless(
                request.getWebNodes() >= least && request.getWebNodes() <= WEB_NODES_MAX,
                "WEB_NODES_OUT_OF_RANGE",
                request.getType() + " needs " + least + " to " + WEB_NODES_MAX + " web nodes.");
        reasons.unless(
                request.getDatabaseNodes() >= least && request.getDatabaseNodes() <= DATABASE_NODES_MAX,
                "DATABASE_NODES_OUT_OF_RANGE",
                request.getType() + " needs " + least + " to " + DATABASE_NODES_MAX + " database nodes.");
    }

    private void names(EnvironmentRequested request, Reasons reasons) {
        reasons.unless(
                request.getDomainMode() != DomainMode.UNKNOWN,
                "DOMAIN_MODE_UNKNOWN",
                "Choose PLATFORM_ZONE, CUSTOMER_DOMAIN_PLATFORM_CERT or CUSTOMER_DOMAIN_CUSTOMER_CERT.");
        reasons.unless(
                !request.getHostnames().isEmpty() && request.getHostnames().size() <= HOSTNAMES_MAX,
                "HOSTNAMES_OUT_OF_RANGE",
                "Name 1 to " + HOSTNAMES_MAX + " hostnames under which visitors reach the shop.");
        String own = request.getEnvironmentId() + "." + platformZone;
        for (String hostname : request.getHostnames()) {
            if (!HOSTNAME.matcher(hostname).matches()) {
                reasons.add("HOSTNAME_INVALID", "'" + hostname + "' is not a full host name in lower case.");
            } else if (request.getDomainMode() == DomainMode.PLATFORM_ZONE) {
                reasons.unless(
                        isWithin(hostname, own),
                        "HOSTNAME_OUTSIDE_PLATFORM_ZONE",
                        "'" + hostname + "' is not a name that we can write: in mode PLATFORM_ZONE it is " + own
                                + " or ends with ." + own + ".");
            } else {
                reasons.unless(
                        !isWithin(hostname, platformZone),
                        "HOSTNAME_IN_PLATFORM_ZONE",
                        "'" + hostname + "' is in our zone, not the customer's: use mode PLATFORM_ZONE for it.");
            }
        }
    }

    private static boolean isWithin(String hostname, String zone) {
        return hostname.equals(zone) || hostname.endsWith("." + zone);
    }

    private static void people(EnvironmentRequested request, Reasons reasons) {
        reasons.unless(
                request.getType() != EnvironmentType.PRODUCTION || has(request, ContactRole.TECHNICAL_CONTACT),
                "TECHNICAL_CONTACT_MISSING",
                "PRODUCTION needs a TECHNICAL_CONTACT, who approves recoveries.");
        boolean customerDomain = switch (request.getDomainMode()) {
            case CUSTOMER_DOMAIN_PLATFORM_CERT, CUSTOMER_DOMAIN_CUSTOMER_CERT -> true;
            case PLATFORM_ZONE, UNKNOWN -> false;
        };
        reasons.unless(
                !customerDomain || has(request, ContactRole.DOMAIN_OWNER),
                "DOMAIN_OWNER_MISSING",
                "A customer's domain needs a DOMAIN_OWNER, who changes its records in a recovery.");
        for (int i = 0; i < request.getContacts().size(); i++) {
            contact("contacts[" + i + "]", request.getContacts().get(i), reasons);
        }
    }

    private static void maintenance(EnvironmentRequested request, Reasons reasons) {
        String rule = request.getMaintenanceRule();
        RecurringWindow.objection(rule == null ? RecurringWindow.SUNDAYS_AT_TWO : rule, request.getMaintenanceMinutes())
                .ifPresent(why -> reasons.add(
                        "MAINTENANCE_WINDOW_INVALID",
                        "The window for planned maintenance is none: " + why
                                + ". A good one is FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0 for 120 minutes."));
    }

    private static void contact(String which, Contact contact, Reasons reasons) {
        reasons.unless(
                contact.getRole() != ContactRole.UNKNOWN,
                "CONTACT_ROLE_UNKNOWN",
                which + ": choose ENVIRONMENT_OWNER, TECHNICAL_CONTACT, DOMAIN_OWNER or OPERATIONS.");
        reasons.unless(
                EMAIL.matcher(contact.getEmail()).matches(),
                "EMAIL_INVALID",
                which + ", a " + contact.getRole() + ", needs a valid e-mail address.");
        reasons.unless(
                contact.getTimeZone() == null || isTimeZone(contact.getTimeZone()),
                "TIME_ZONE_INVALID",
                which + ": timeZone must be a name of the time zone database, for example Europe/Berlin.");
    }

    private static boolean has(EnvironmentRequested request, ContactRole role) {
        return request.getContacts().stream().anyMatch(contact -> contact.getRole() == role);
    }

    private static boolean isTimeZone(@Nullable String name) {
        try {
            return name != null && !ZoneId.of(name).getId().isEmpty();
        } catch (DateTimeException notOne) {
            return false;
        }
    }

    /** Collects reasons. */
    private static final class Reasons {

        private final List<Failure> found = new ArrayList<>();

        void unless(boolean good, String code, String whatToDo) {
            if (!good) {
                add(code, whatToDo);
            }
        }

        void add(String code, String whatToDo) {
            found.add(reason(code, whatToDo));
        }
    }
}
