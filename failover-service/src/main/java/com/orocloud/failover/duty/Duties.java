package com.orocloud.failover.duty;

import com.orocloud.failover.settings.FailoverSettings;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which instance of this service watches which site: one at a time, by a lease in the database, kept as long as it is
 * renewed. Whoever watches keeps watching, because missed looks in a row are counted in one place only. Time is the
 * database server's, which all instances share.
 *
 * <p>Nothing is recorded and no session for acting is used without the lease; a controller that froze with a plan in
 * its hands finds it gone. That alone would leave a moment between the look at the lease and the act; of what is
 * recorded the aggregate's lock closes it, of what is done to a database the next controller's session, which ends the
 * older one.
 */
@Component
public class Duties {

    private final JdbcClient jdbc;
    private final Clock clock;
    /** Another one in every life of the process, so that two that were given one name do not take each other's. */
    private final String holder;

    Duties(JdbcClient jdbc, Clock clock, FailoverSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.holder = settings.instance() + " " + UUID.randomUUID();
    }

    /** @param table whose rows are watched */
    public Duty of(String table) {
        return new Duty(jdbc, clock, table, holder);
    }

    /** What this instance watches of one kind. */
    public static final class Duty {

        /** A killed instance is replaced after this long. */
        public static final Duration LEASE = Duration.ofSeconds(3);

        private final JdbcClient jdbc;
        private final Clock clock;
        private final String table;
        private final String holder;

        /** @param table has a row for each site, with the columns id, due_at, version, watched_by and watched_until */
        Duty(JdbcClient jdbc, Clock clock, String table, String holder) {
            this.jdbc = jdbc;
            this.clock = clock;
            this.table = table;
            this.holder = holder;
        }

        /** Takes, or keeps, the sites that are due and nobody else's, but for those that are being worked on here. */
        public List<String> take(Collection<String> inWork, int limit) {
            return jdbc.sql("update " + table + """
                 set watched_by = :holder, watched_until = clock_timestamp() + :lease * interval '1 ms'
                where id in (
                    select id from \
                """ + table + """
                     where due_at <= :now and id <> all(cast(:inWork as text[]))
                      and (watched_by = :holder or watched_until is null or watched_until <= clock_timestamp())
                    order by due_at, id limit :limit for update skip locked)
                returning id\
                """)
                    .param("holder", holder)
                    .param("lease", LEASE.toMillis())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("inWork", inWork.toArray(String[]::new), Types.ARRAY)
                    .param("limit", limit)
                    .query((row, index) -> row.getString("id"))
                    .list();
        }

        /** Prolongs what is being worked on here. A lease that has run out is not brought back. */
        public void renew(Collection<String> inWork) {
            jdbc.sql("update " + table + """
                 set watched_until = clock_timestamp() + :lease * interval '1 ms'
                where id = any(cast(:inWork as text[])) and watched_by = :holder and watched_until > clock_timestamp()\
                """)
                    .param("lease", LEASE.toMillis())
                    .param("inWork", inWork.toArray(String[]::new), Types.ARRAY)
                    .param("holder", holder)
                    .update();
        }

        /** Whether this instance may act upon the site now. */
        public boolean holds(String siteId) {
            return jdbc.sql("select exists (select from " + table + """
                     where id = :id and watched_by = :holder and watched_until > clock_timestamp())\
                """)
                    .param("id", siteId)
                    .param("holder", holder)
                    .query(Boolean.class)
                    .single();
        }

        /** Nothing to do for a site until then, unless it changes; the lease stays. */
        public void rest(String siteId, long version, Instant until) {
            jdbc.sql("update " + table + """
                 set due_at = :until
                where id = :id and version = :version and watched_by = :holder\
                """)
                    .param("until", until.atOffset(ZoneOffset.UTC))
                    .param("id", siteId)
                    .param("version", version)
                    .param("holder", holder)
                    .update();
        }

        /** Lets others take over at once. */
        public void end() {
            jdbc.sql("update " + table + " set watched_by = null, watched_until = null where watched_by = :holder")
                    .param("holder", holder)
                    .update();
        }
    }
}
