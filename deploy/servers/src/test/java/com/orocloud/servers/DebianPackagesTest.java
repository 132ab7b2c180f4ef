package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebianPackagesTest {

    private final List<String> told = new ArrayList<>();

    @Test
    void whatIsInstalledIsNotInstalledAgain() {
        new DebianPackages(told::add, false).ensure(List.of("dpkg", "coreutils"));

        assertThat(told).isEmpty();
    }

    @Test
    void whoMayNotInstallIsToldTheCommand() {
        assertThatThrownBy(() -> new DebianPackages(told::add, false).ensure(List.of("dpkg", "no-such-package")))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("apt-get install -y --no-install-recommends no-such-package");
    }
}
