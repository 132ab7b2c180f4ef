package com.orocloud.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFormTest {
    private static final String ID = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

    @Test
    void anotherAttachmentGetsAnotherNameSoTheFirstIsNeverOverwritten() {
        Order first = OrderForm.parse(json("cable", "1", "\"aGVsbG8=\"")).order();
        Order second = OrderForm.parse(json("cable", "1", "\"b3RoZXI=\"")).order();

        assertThat(first.attachment()).startsWith(ID).isNotEqualTo(second.attachment());
        assertThat(first.isSameAs(second)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "null"})
    void aQuantityOutOfBoundsIsRefused(String quantity) {
        assertThatThrownBy(() -> OrderForm.parse(json("cable", quantity, "null")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quantity");
    }

    @Test
    void theFrontPagesFormMeansTheSameOrder() {
        String sent = FrontPage.orderOf("id=" + ID + "&item=Blue+cable+%26+rope&quantity=3");

        assertThat(OrderForm.parse(sent).order())
                .isEqualTo(
                        OrderForm.parse(json("Blue cable & rope", "3", "null")).order());
    }

    private static String json(String item, String quantity, String attachment) {
        return "{\"id\":\"%s\",\"item\":\"%s\",\"quantity\":%s,\"attachment\":%s}"
                .formatted(ID, item, quantity, attachment);
    }
}
