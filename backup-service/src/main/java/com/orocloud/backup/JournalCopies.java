package com.orocloud.backup;

import com.orocloud.backup.Journal.Copied;
import com.orocloud.backup.archive.Archive;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Puts what is stored of a log beside the copy of its backup in the other region. */
@Component
final class JournalCopies {

    private static final Logger log = LoggerFactory.getLogger(JournalCopies.class);

    private final Journals journals;
    private final Catalogue catalogue;
    private final Archive archive;

    JournalCopies(Journals journals, Catalogue catalogue, Archive archive) {
        this.journals = journals;
        this.catalogue = catalogue;
        this.archive = archive;
    }

    /** @return false if something is still to be copied */
    boolean copy(Stored<Journal> stored, Run run) {
        // as it is now: the look that asks has just stored more
        var now = journals.table().find(stored.id()).map(Stored::state).orElse(stored.state());
        for (long start : now.toBeCopied()) {
            if (!copy(stored, run, start)) {
                return false;
            }
        }
        return true;
    }

    /** Behind the backup's own copy: without that one, a log in the other region is worth nothing. */
    private boolean copy(Stored<Journal> stored, Run run, long start) {
        var to = run.copyTo();
        if (to == null
                || catalogue.environments().isDown(to)
                || catalogue.environments().isDown(run.storeIn())
                || !(catalogue.backups().find(run.backupId()) instanceof Backup.Replicated)) {
            return false;
        }
        try {
            archive.copyLog(run.owner(), run.storeIn().name(), to.name(), start);
            CrashPoint.hit("backup.journal.after-copy");
            journals.change(stored, run.backupId(), current -> Journal.on(current, new Copied(start)));
            return true;
        } catch (IOException e) {
            log.warn("copying the log of {} to {}; trying again", run.environmentId(), to.id(), e);
            return false;
        }
    }
}
