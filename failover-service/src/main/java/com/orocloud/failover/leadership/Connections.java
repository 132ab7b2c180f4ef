package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Site.DatabaseNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Opens sessions on database nodes as the role that may lead them; never waits long for one. */
@Component
class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final String ROLE = "controller";
    private static final String DATABASE = "postgres";
    private static final String SECONDS_TO_OPEN = "1";

    private final Credentials credentials;

    Connections(Credentials credentials) {
        this.credentials = credentials;
    }

    /** @param options settings of the session, as on PostgreSQL's command line */
    Connection open(Site site, DatabaseNode node, String applicationName, String options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", ROLE);
        properties.setProperty("password", credentials.of(site.secretsRef()));
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("options", options);
        properties.setProperty("connectTimeout", SECONDS_TO_OPEN);
        properties.setProperty("loginTimeout", SECONDS_TO_OPEN);
        properties.setProperty("socketTimeout", SECONDS_TO_OPEN);
        properties.setProperty("tcpKeepAlive", "true");
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + node.address() + ":" + node.port() + "/" + DATABASE, properties);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                credentials.forget(site.secretsRef());
            }
            throw e;
        }
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing a session that was already broken", e);
        }
    }
}
