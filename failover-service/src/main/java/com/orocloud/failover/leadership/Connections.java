package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Site.DatabaseNode;
import com.orocloud.failover.secrets.Credentials;
import java.io.IOException;
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

    private final Credentials credentials;

    Connections(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Opens a session.
     *
     * @param options settings of the session, as on PostgreSQL's command line
     * @param secondsToOpen after which it is given up
     */
    Connection open(Site site, DatabaseNode node, String applicationName, String options, int secondsToOpen)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", ROLE);
        properties.setProperty("password", password(site));
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("options", options);
        properties.setProperty("connectTimeout", Integer.toString(secondsToOpen));
        properties.setProperty("loginTimeout", Integer.toString(secondsToOpen));
        properties.setProperty("socketTimeout", Integer.toString(secondsToOpen));
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

    private String password(Site site) throws SQLException {
        try {
            return credentials.of(site.secretsRef(), ROLE);
        } catch (IOException e) {
            throw new SQLException("no password for " + site.id(), e);
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
