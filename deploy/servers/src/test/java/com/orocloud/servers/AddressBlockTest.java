package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class AddressBlockTest {

    @Test
    void nobodyGetsABlockThatSomebodyHolds() {
        try (AddressBlock one = AddressBlock.claim(224, 239);
                AddressBlock other = AddressBlock.claim(224, 239)) {
            assertThat(other.number()).isGreaterThan(one.number());
            assertThat(AddressBlock.attempt(one.number())).isEmpty();
        }
    }

    @Test
    void aBlockThatIsGivenBackCanBeHadAgain() {
        AddressBlock block = AddressBlock.claim(224, 239);
        block.close();

        assertThat(AddressBlock.attempt(block.number())).hasValueSatisfying(AddressBlock::close);
    }

    @Test
    void sayingThatAllAreHeldNamesThem() {
        try (AddressBlock block = AddressBlock.claim(240, 240)) {
            assertThatThrownBy(() -> AddressBlock.claim(block.number(), block.number()))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining("127.240");
        }
    }

    @Test
    void seesWhoListensWithoutALock() throws IOException {
        try (AddressBlock block = AddressBlock.claim(224, 239)) {
            String address = block.address(0, 2);
            try (var socket = new ServerSocket(9092, 1, InetAddress.getAllByName(address)[0])) {
                assertThat(socket.isBound()).isTrue();
                assertThat(AddressBlock.isTaken(address, 9092)).isTrue();
            }
            assertThat(AddressBlock.isTaken(address, 9092)).isFalse();
        }
    }
}
