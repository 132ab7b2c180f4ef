package com.orocloud.backup;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a backup-service must be told.
 *
 * @param keyFile key-encryption key; made at first start if missing, and then to be kept as safe as the backups
 * @param postgresBin PostgreSQL's programs, of the newest major version that any environment runs
 * @param workDir for sealed parts and scratch clusters; of this process alone
 * @param retentionPolicies which backups are kept, for every type of environment; null for the preset, retention.yaml
 * @param directory keeps the backups in folders, one a region, instead of in Cloud Storage; null for Cloud Storage
 * @param giveUpAfter how long a run is tried before it fails
 */
@ConfigurationProperties(prefix = "backup", ignoreUnknownFields = false)
record BackupSettings(
        Gcs gcs,
        Secrets secrets,
        Path keyFile,
        @DefaultValue("/usr/lib/postgresql/15/bin") Path postgresBin,
        @DefaultValue("/var/tmp/orocloud-backup") Path workDir,
        @DefaultValue("20m") Duration giveUpAfter,
        @DefaultValue("60m") Duration giveUpRestoreAfter,
        @Nullable Path retentionPolicies,
        @Nullable Path directory) {

    /**
     * @param endpoint null for Google's own
     * @param locations where the bucket of a region lies that Cloud Storage does not know, by region: one of Oracle's
     */
    record Gcs(
            @Nullable URI endpoint,
            String project,
            @DefaultValue("DEFAULT") Identity credentials,
            @DefaultValue Map<String, String> locations) {}

    record Secrets(URI endpoint, Path tokenFile) {}

    /** NONE sends no credentials, which only the local cloud accepts. */
    enum Identity {
        NONE,
        DEFAULT
    }
}
