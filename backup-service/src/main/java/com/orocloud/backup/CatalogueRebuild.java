package com.orocloud.backup;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Entry;
import com.orocloud.backup.archive.Owner;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.events.BackupTrigger;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the catalogue anew from the buckets alone, when the database and the topics are gone. Only a manifest that our key
 * vouches for makes an entry; and what is entered is stored, not proved, so it is restored for a test before it counts.
 *
 * <p>May be killed anywhere and run again: what stands in the catalogue already is left alone.
 */
@Component
final class CatalogueRebuild {

    private final Archive archive;
    private final Environments environments;
    private final Backups backups;
    private final Workshop workshop;

    CatalogueRebuild(Archive archive, Environments environments, Backups backups, Workshop workshop) {
        this.archive = archive;
        this.environments = environments;
        this.backups = backups;
        this.workshop = workshop;
    }

    /** A manifest that must not be believed, and why. */
    record Refused(String tenantId, String environmentId, UUID backupId, String why) {}

    /** @param known those that stood in the catalogue before */
    record Result(int entered, int known, List<Refused> refused) {
        Result {
            refused = List.copyOf(refused);
        }
    }

    /** @throws IOException a region does not answer; what was found until then is entered */
    Result rebuild(List<Region> regions) throws IOException {
        int entered = 0;
        int known = 0;
        var refused = new ArrayList<Refused>();
        for (Map.Entry<Owner, List<Region>> found : find(regions).entrySet()) {
            var owner = found.getKey();
            try {
                if (enter(owner, found.getValue())) {
                    entered++;
                } else {
                    known++;
                }
            } catch (Refusal e) {
                refused.add(new Refused(
                        owner.tenantId(), owner.environmentId(), owner.backupId(), String.valueOf(e.getMessage())));
            }
            CrashPoint.hit("backup.rebuild.after-entry");
        }
        return new Result(entered, known, refused);
    }

    private Map<Owner, List<Region>> find(List<Region> regions) throws IOException {
        var found = new LinkedHashMap<Owner, List<Region>>();
        for (Region region : regions) {
            for (Owner owner : archive.committed(region.name())) {
                found.computeIfAbsent(owner, _ -> new ArrayList<>()).add(region);
            }
        }
        return found;
    }

    private boolean enter(Owner owner, List<Region> regions) throws IOException, Refusal {
        if (backups.find(owner.backupId()) != null) {
            return false;
        }
        try (var directory = workshop.directory("rebuild", owner.backupId())) {
            var entry = archive.find(regions.getFirst().name(), owner, directory.path());
            if (entry.isEmpty()) {
                return false;
            }
            var recovered =
                    new Backup.Recovered(run(entry.get(), regions), BackupTaking.point(entry.get()), workshop.now());
            var cause = Cause.system(owner.tenantId(), owner.backupId());
            return backups.change(owner.backupId(), cause, current -> Backup.on(current, recovered))
                    instanceof Outcome.Applied;
        }
    }

    /** As it was when the backup was taken, as far as the manifest says; a label is not in it. */
    private Run run(Entry entry, List<Region> regions) {
        var manifest = entry.manifest();
        var storedIn = regions.stream()
                .filter(region -> archive.isOriginal(manifest, region.name()))
                .findFirst()
                .orElse(regions.getFirst());
        var slot = slot(manifest.environmentId(), manifest.backupId(), manifest.startedAt());
        return new Run(
                manifest.backupId(),
                manifest.environmentId(),
                manifest.tenantId(),
                slot == null ? BackupTrigger.MANUAL : BackupTrigger.SCHEDULED,
                slot,
                null,
                manifest.commitHash(),
                manifest.siteEpoch(),
                storedIn,
                copyTo(manifest.environmentId(), storedIn, regions),
                manifest.startedAt());
    }

    /** The id of a scheduled backup is made from its slot, and begins within its hour. */
    private static @Nullable Instant slot(String environmentId, UUID backupId, Instant startedAt) {
        var slot = startedAt.truncatedTo(ChronoUnit.HOURS);
        return EffectId.of("backup", environmentId, slot).equals(backupId) ? slot : null;
    }

    private @Nullable Region copyTo(String environmentId, Region storedIn, List<Region> regions) {
        var environment = environments.find(environmentId);
        return environment == null
                ? regions.stream()
                        .filter(region -> !region.equals(storedIn))
                        .findFirst()
                        .orElse(null)
                : environment.plan().otherThan(storedIn);
    }
}
