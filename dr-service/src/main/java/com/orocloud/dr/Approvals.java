package com.orocloud.dr;

import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrDecision;
import com.orocloud.events.DrDecisionSubmitted;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The links that were mailed, and the one answer that each can give. Reading changes nothing however often; an answer
 * is checked against everything that was bound when asking, under the case's lock.
 */
@Component
class Approvals {

    private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

    private final JdbcClient jdbc;
    private final StateTable<Recovery> recoveries;
    private final Situations situations;
    private final Transitions transitions;
    private final SigningKey signingKey;

    Approvals(
            JdbcClient jdbc,
            StateTable<Recovery> recoveries,
            Situations situations,
            Transitions transitions,
            SigningKey signingKey) {
        this.jdbc = jdbc;
        this.recoveries = recoveries;
        this.situations = situations;
        this.transitions = transitions;
        this.signingKey = signingKey;
    }

    /** What a link was bound to when it was mailed. */
    record Link(String environmentId, UUID caseId, UUID approvalId, String planHash) {}

    /** A link as it stands now. */
    record Question(Link link, Standing standing, Recovery recovery) {}

    /** A link with what is kept of its secret. */
    private record MailedLink(String tokenSha256, Link link) {

        boolean isProvenBy(DrDecisionSubmitted event) {
            var expected =
                    AnswerProof.of(tokenSha256, event.getDecision().name(), event.getApprovalId(), event.getPlanHash());
            return MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.US_ASCII),
                    event.getAnswerProof().getBytes(StandardCharsets.US_ASCII));
        }
    }

    enum Decision {
        APPROVE,
        DECLINE
    }

    /** In the transaction that asks. */
    void remember(ApprovalLink link, AwaitingApproval asked) {
        jdbc.sql("""
                insert into approval_link (token_sha256, approval_id, environment_id, case_id, plan_hash, expires_at)
                values (:token, :approval, :environment, :case, :plan, :expires)""")
                .param("token", link.tokenSha256())
                .param("approval", asked.request().approvalId())
                .param("environment", asked.drCase().environmentId())
                .param("case", asked.drCase().id())
                .param("plan", asked.request().planHash())
                .param("expires", asked.request().expiresAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** What is asked by this link; empty if no such link was ever mailed. Changes nothing. */
    Optional<Question> find(String token) {
        return link(token)
                .flatMap(link -> recoveries
                        .find(link.environmentId())
                        .map(stored -> new Question(link, standing(stored.state(), link), stored.state())));
    }

    /**
     * Answers the question, if it still can be answered.
     *
     * @param shownPlanHash the plan that the page showed
     * @return how the link stood when the answer arrived, {@link Standing#OPEN} if the answer counted, and the case
     *     after it; empty if no such link was ever mailed
     */
    Optional<Question> answer(String token, Decision decision, String shownPlanHash, @Nullable String reason) {
        return link(token)
                .flatMap(link -> recoveries
                        .find(link.environmentId())
                        .map(stored -> answer(link, stored, decision, shownPlanHash, reason)));
    }

    private Question answer(
            Link link, Stored<Recovery> stored, Decision decision, String shownPlanHash, @Nullable String reason) {
        var found = new AtomicReference<>(Standing.SUPERSEDED);
        var cause = Cause.of(stored, new Actor(ActorKind.CUSTOMER, askedHash(stored.state())));
        transitions.apply(recoveries, stored.id(), cause, current -> {
            var standing = standing(current, link);
            if (standing == Standing.OPEN && !link.planHash().equals(shownPlanHash)) {
                standing = Standing.PLAN_CHANGED;
            }
            found.set(standing);
            if (standing != Standing.OPEN || !(current instanceof AwaitingApproval awaiting)) {
                return Outcome.ignored("the link stands as " + standing);
            }
            var outcome = decide(awaiting, decision, reason, ApprovalMethod.SIGNED_LINK);
            CrashPoint.hit("dr.approval.before-commit");
            return outcome;
        });
        CrashPoint.hit("dr.approval.after-commit");
        LOG.info("{} of case {} met {}", decision, link.caseId(), found.get());
        var after = recoveries.find(stored.id()).map(Stored::state).orElse(stored.state());
        return new Question(link, found.get(), after);
    }

    /**
     * An answer that an outside system brings, by the same rules; in the transaction that hears it.
     *
     * @return what follows from it, or the answer that it does not count
     */
    Outcome<Recovery> on(@Nullable Recovery current, DrDecisionSubmitted event) {
        if (current == null) {
            return Outcome.impossible("no case was ever opened for this environment");
        }
        var decision = decisionOf(event.getDecision());
        var mailed = mailed(event);
        if (mailed.isEmpty() || decision.isEmpty() || !mailed.get().isProvenBy(event)) {
            return no(current, event, "NOT_PROVEN", "It does not come from whoever holds the mailed link.");
        }
        var link = mailed.get().link();
        var standing = standing(current, link);
        if (standing == Standing.OPEN && !link.planHash().equals(event.getPlanHash())) {
            standing = Standing.PLAN_CHANGED;
        }
        if (standing == Standing.OPEN && current instanceof AwaitingApproval awaiting) {
            return decide(awaiting, decision.get(), event.getComment(), ApprovalMethod.SUBMITTED);
        }
        return standing == standingAfter(decision.get())
                ? Outcome.ignored("answered so before")
                : no(current, event, standing.name(), "The question cannot be answered so any more.");
    }

    /** How a link stands once it was answered so. */
    static Standing standingAfter(Decision decision) {
        return switch (decision) {
            case APPROVE -> Standing.APPROVED;
            case DECLINE -> Standing.DECLINED;
        };
    }

    private static Optional<Decision> decisionOf(DrDecision decision) {
        return switch (decision) {
            case APPROVE -> Optional.of(Decision.APPROVE);
            case DECLINE -> Optional.of(Decision.DECLINE);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Outcome<Recovery> no(Recovery current, DrDecisionSubmitted event, String code, String why) {
        return Outcome.applied(current, DrFacts.decisionRejected(event, code, why));
    }

    private Outcome<Recovery> decide(
            AwaitingApproval awaiting, Decision decision, @Nullable String reason, ApprovalMethod method) {
        var now = situations.now();
        return switch (decision) {
            case APPROVE -> {
                var jti = awaiting.request().approvalId().toString();
                spend(jti, awaiting.drCase());
                yield Proposal.approve(awaiting, jti, signingKey.sign(awaiting, jti, now), method, now);
            }
            case DECLINE -> Proposal.decline(awaiting, reason, now);
        };
    }

    /** Unique: the database refuses a second yes, even if everything above were wrong. */
    private void spend(String jti, DrCase drCase) {
        jdbc.sql("insert into spent_approval (jti, case_id, spent_at) values (:jti, :case, now())")
                .param("jti", jti)
                .param("case", drCase.id())
                .update();
    }

    private Standing standing(@Nullable Recovery current, Link link) {
        var lasts = current != null && situations.disaster(current.drCase()).isPresent();
        return Standing.of(current, link, situations.contactsInForce(link.environmentId()), lasts, situations.now());
    }

    private Optional<Link> link(String token) {
        return jdbc.sql("select environment_id, case_id, approval_id, plan_hash from approval_link"
                        + " where token_sha256 = :token")
                .param("token", Sha256.of(token))
                .query((row, _) -> link(row))
                .optional();
    }

    /** The link that the question was mailed with, if there was such a question. */
    private Optional<MailedLink> mailed(DrDecisionSubmitted event) {
        return jdbc.sql("select token_sha256, environment_id, case_id, approval_id, plan_hash from approval_link"
                        + " where approval_id = :approval and environment_id = :environment and case_id = :case")
                .param("approval", event.getApprovalId())
                .param("environment", event.getEnvironmentId())
                .param("case", event.getDrCaseId())
                .query((row, _) -> new MailedLink(row.getString("token_sha256"), link(row)))
                .optional();
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getString("environment_id"),
                row.getObject("case_id", UUID.class),
                row.getObject("approval_id", UUID.class),
                row.getString("plan_hash"));
    }

    private static String askedHash(Recovery recovery) {
        return recovery instanceof AwaitingApproval awaiting
                ? awaiting.request().askedHash()
                : "";
    }
}
