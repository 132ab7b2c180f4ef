package com.orocloud.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContractPageTest {

    private static final Path PAGE = Path.of("../README.md");

    @Test
    void thePageForUpstreamSystemsAndDashboardsShowsTheContractAsItIs() throws IOException {
        ContractVersion contract = ContractVersion.current();
        String page = Files.readString(PAGE);
        String fresh = replace(page, "events", ContractPage.events(contract));
        fresh = replace(fresh, "topics", ContractPage.topics(contract));
        if (Boolean.getBoolean("render")) {
            Files.writeString(PAGE, fresh);
            return;
        }
        assertThat(page)
                .as("schemas/README.md is stale; write it anew with: ./mvnw -pl schemas/events test -Drender=true")
                .isEqualTo(fresh);
    }

    private static String replace(String page, String part, String table) {
        String begin = "<!-- " + part + ": rendered from the .avdl files and topics.yaml; see ContractPageTest -->\n";
        int start = page.indexOf(begin);
        int end = page.indexOf("<!-- end of " + part + " -->");
        assertThat(start).as("the place for " + part).isNotNegative();
        assertThat(end).as("the end of " + part).isGreaterThan(start);
        return page.substring(0, start + begin.length()) + table + page.substring(end);
    }
}
