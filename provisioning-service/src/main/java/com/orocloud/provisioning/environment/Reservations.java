package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.events.SiteRole;
import com.orocloud.messaging.EffectId;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.AddressOrder;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.cloud.Secrets;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.site.SiteAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what an environment has before anything of it runs: its secret, and the addresses of both sites, so that their
 * owners can put them on whitelists. Addresses are all that ever stands in a recovery region before an approval.
 */
public final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    private static final Duration SOON = Duration.ofMillis(250);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(3);

    private final Cloud cloud;
    private final Secrets secrets;
    private final @Nullable Double idleMonthlyUsd;

    /** @param idleMonthlyUsd what one idle address costs a month in US dollars; null if the price is not known */
    public Reservations(Cloud cloud, Secrets secrets, @Nullable Double idleMonthlyUsd) {
        this.cloud = cloud;
        this.secrets = secrets;
        this.idleMonthlyUsd = idleMonthlyUsd;
    }

    /** How far they are. */
    sealed interface Result permits Made, NotYet, Impossible {}

    record Made(Reserved addresses, @Nullable Double idleMonthlyUsd) implements Result {}

    record NotYet(Duration rest) implements Result {}

    record Impossible(String code, String message) implements Result {}

    /** The addresses at the same time: they lie in two regions, and none needs another. */
    Result make(Agreement agreement) throws InterruptedException {
        Answer<String> secret = secrets.ensure(agreement.environmentId());
        hit("provisioning.environment.after-secret");
        if (secret instanceof Failed<String>(var failure)) {
            return afterTrouble(failure);
        }
        List<AddressOrder> orders = orders(agreement);
        var answers = new ConcurrentHashMap<AddressOrder, Answer<Optional<String>>>();
        Together.each(orders, order -> {
            answers.put(order, cloud.ensureAddress(order));
            hit("provisioning.environment.after-address");
        });
        var values = new ArrayList<String>();
        for (AddressOrder order : orders) {
            switch (Objects.requireNonNull(answers.get(order))) {
                case Failed<Optional<String>>(var failure) -> {
                    return afterTrouble(failure);
                }
                case Got<Optional<String>>(var value) -> value.ifPresent(values::add);
            }
        }
        if (values.size() < orders.size()) {
            return new NotYet(SOON);
        }
        return new Made(
                new Reserved(
                        new SiteAddresses(values.get(0), values.get(1)),
                        agreement.disasterRecovery() == null ? null : new SiteAddresses(values.get(2), values.get(3))),
                idleMonthlyUsd);
    }

    /** Gives all of it back, in the opposite order. True once nothing of it is there. */
    Answer<Boolean> release(Agreement agreement) {
        boolean gone = true;
        for (AddressOrder order : orders(agreement)) {
            Answer<Boolean> released = cloud.releaseAddress(order);
            hit("provisioning.end.after-address");
            switch (released) {
                case Failed<Boolean> failed -> {
                    return failed;
                }
                case Got<Boolean>(var isGone) -> gone &= isGone;
            }
        }
        if (!gone) {
            return Answer.got(false);
        }
        Answer<Boolean> secret = secrets.release(agreement.environmentId());
        hit("provisioning.end.after-secret");
        return secret;
    }

    private static Result afterTrouble(CloudFailure failure) {
        LOG.info("{}", failure.text());
        return failure instanceof Refused(var _, var code, var _)
                ? new Impossible(code, failure.text())
                : new NotYet(AFTER_TROUBLE);
    }

    /** Ingress and egress of the primary site, then of the recovery site if there is to be one. */
    private static List<AddressOrder> orders(Agreement agreement) {
        var orders = new ArrayList<AddressOrder>();
        for (String use : List.of("ingress", "egress")) {
            orders.add(order(agreement, agreement.primary(), SiteRole.PRIMARY, use));
        }
        if (agreement.disasterRecovery() != null) {
            for (String use : List.of("ingress", "egress")) {
                orders.add(order(agreement, agreement.disasterRecovery(), SiteRole.DR, use));
            }
        }
        return orders;
    }

    private static AddressOrder order(Agreement agreement, Place place, SiteRole role, String use) {
        String site = role.name().toLowerCase(Locale.ROOT);
        return new AddressOrder(
                place,
                "%s-%s-%s".formatted(agreement.environmentId(), site, use),
                Map.of(
                        Cloud.OWNER_LABEL,
                        Cloud.OWNER,
                        Cloud.ENVIRONMENT_LABEL,
                        agreement.environmentId(),
                        "oro-site",
                        site,
                        "oro-role",
                        use),
                EffectId.of(agreement.environmentId(), site, use, "address"));
    }
}
