package com.orocloud.backup.site;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A PostgreSQL server, as this service reaches it: from Java, and from PostgreSQL's own programs. */
public interface PostgresServer {

    Connection connect(String database) throws SQLException;

    /** Environment variables from which libpq knows where to connect and as whom. Never on a command line: all can see it. */
    Map<String, String> environment();
}
