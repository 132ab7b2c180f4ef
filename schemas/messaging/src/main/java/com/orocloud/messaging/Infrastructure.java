package com.orocloud.messaging;

import com.orocloud.messaging.serde.RegistryUnavailableException;
import java.sql.SQLException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells a failure of what the service stands on from a failure of the service. */
final class Infrastructure {

    private Infrastructure() {}

    /** True if the database or the registry is away, so that waiting helps and giving up would lose an event. */
    static boolean isAway(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RegistryUnavailableException
                    || each instanceof CannotCreateTransactionException
                    || each instanceof TransactionSystemException
                    || each instanceof DataAccessResourceFailureException
                    || each instanceof RecoverableDataAccessException
                    || each instanceof TransientDataAccessException) {
                return true;
            }
            if (each instanceof SQLException sql && isConnectionState(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator intervention, such as a shutdown). */
    private static boolean isConnectionState(@org.jspecify.annotations.Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
    }
}
