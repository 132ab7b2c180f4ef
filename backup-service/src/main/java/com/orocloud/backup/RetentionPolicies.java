package com.orocloud.backup;

import com.orocloud.backup.retention.Policies;
import com.orocloud.backup.retention.Policy;
import com.orocloud.events.EnvironmentType;
import java.io.IOException;
import java.util.Locale;

/** Which policy an environment has: the one with the name of its type. */
final class RetentionPolicies {

    private final Policies policies;

    private RetentionPolicies(Policies policies) {
        this.policies = policies;
    }

    /** @throws IllegalArgumentException the file lacks the policy of a type */
    static RetentionPolicies of(BackupSettings settings) throws IOException {
        var file = settings.retentionPolicies();
        var policies = file == null ? Policies.preset() : Policies.read(file);
        for (EnvironmentType type : EnvironmentType.values()) {
            if (policies.find(name(type)).isEmpty()) {
                throw new IllegalArgumentException("%s has no policy %s".formatted(file, name(type)));
            }
        }
        return new RetentionPolicies(policies);
    }

    Policy of(Plan plan) {
        return policies.find(name(plan.type())).orElseThrow();
    }

    /** A type that this release does not know is kept for the longest. */
    private static String name(EnvironmentType type) {
        return switch (type) {
            case PRODUCTION, STAGING, TESTING, DEVELOPMENT -> type.name().toLowerCase(Locale.ROOT);
            case UNKNOWN -> "production";
        };
    }
}
