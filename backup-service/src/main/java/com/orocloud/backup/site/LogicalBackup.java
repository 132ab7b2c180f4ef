package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Seal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * One database at one instant as pg_dump tells it: can be restored into any later version of PostgreSQL.
 *
 * @param at everything committed before is in it
 * @param engine of the source, for example PostgreSQL 15.18
 */
public record LogicalBackup(Instant at, String engine, Seal.Sealed sealed, List<TableContent> tables) {

    public LogicalBackup {
        tables = List.copyOf(tables);
    }

    /** Reads the source once. Memory does not depend on the size of the database. */
    public static LogicalBackup take(
            PostgresServer server, String database, PostgresPrograms programs, Seal seal, Path file)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        try (var snapshot = Snapshot.of(server, database);
                var out = seal.write(Part.DATABASE, file)) {
            var tables = snapshot.dump(programs, out);
            return new LogicalBackup(snapshot.at(), snapshot.engine(), out.done(), tables);
        }
    }
}
