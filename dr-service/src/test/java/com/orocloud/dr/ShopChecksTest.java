package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Check;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a recovered shop is visited by its names: at the new site itself, or by way of an edge. */
class ShopChecksTest {

    private static final String HERE = "127.0.0.1";

    private final Cases cases = new Cases();
    private final TestingShop shop;
    private final TestingNameServer nameServer;

    ShopChecksTest() throws IOException {
        shop = new TestingShop(HERE);
        nameServer = new TestingNameServer(HERE);
    }

    @BeforeEach
    void leadTheNameHere() {
        cases.story.port = shop.port();
        nameServer.set(cases.story.hostname(), HERE);
    }

    @AfterEach
    void end() {
        shop.close();
        nameServer.close();
    }

    private List<String> failedByName(boolean edge) {
        cases.story.edge = edge;
        var confirming = cases.confirming();
        var settings = new DrSettings(
                Cases.SETTINGS.publicUrl(),
                Cases.SETTINGS.signingKey(),
                nameServer.address(),
                "/health",
                Duration.ofHours(4),
                Duration.ofHours(1),
                Duration.ofMinutes(15),
                Duration.ofMinutes(10));
        return new ShopChecks(new Names(settings), settings)
                .byName(confirming.run()).stream()
                        .filter(check -> !check.getPassed())
                        .map(Check::getName)
                        .toList();
    }

    @Test
    void aNameHasToLeadToTheNewSite() {
        cases.story.drAddress = HERE;
        assertThat(failedByName(false)).isEmpty();
        cases.story.drAddress = "192.0.2.9";
        assertThat(failedByName(false)).containsExactly("name " + cases.story.hostname());
    }

    @Test
    void behindAnEdgeItLeadsToTheEdgeAndTheShopIsVisitedThere() {
        cases.story.drAddress = "192.0.2.9";
        assertThat(failedByName(true)).isEmpty();
        assertThat(shop.hosts()).containsOnly(cases.story.hostname() + ":" + shop.port());
        shop.answer(502);
        assertThat(failedByName(true)).hasSize(2);
    }
}
