package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"OroCloud <notices@orocloud.example>", "notices", "a@b.example, c@d.example", "", "no tices@x.y"
            })
    void whatIsNoBareAddressIsRefusedAtTheStart(String from) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(from, "operations@orocloud.example"))
                .withMessageContaining("notification.from must be a mail address alone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("notices@orocloud.example", from))
                .withMessageContaining("notification.operations must be a mail address alone");
    }

    @Test
    void aBareAddressIsTaken() {
        assertThat(settings("notices@orocloud.example", "ops+cloud@orocloud.example")
                        .from())
                .isEqualTo("notices@orocloud.example");
    }

    private static NotificationSettings settings(String from, String operations) {
        var relay =
                new NotificationSettings.Relay("mail.example", 25, 10, NotificationSettings.Tls.OFFERED, null, null);
        var aWhile = Duration.ofMinutes(1);
        return new NotificationSettings(
                List.of(relay), from, operations, "notification-1", aWhile, aWhile, aWhile, aWhile, aWhile);
    }
}
