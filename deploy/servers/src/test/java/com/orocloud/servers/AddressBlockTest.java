package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void askingForABlockAgainInTheSameProcessDoesNotGiveItToAnother() throws Exception {
        try (AddressBlock block = AddressBlock.claim(224, 239)) {
            assertThat(lockedForAnotherProcess(block)).isTrue();

            assertThat(AddressBlock.attempt(block.number())).isEmpty();
            try (AddressBlock next = AddressBlock.claim(block.number(), 239)) {
                assertThat(next.number()).isNotEqualTo(block.number());
            }

            assertThat(lockedForAnotherProcess(block)).isTrue();
        }
    }

    @Test
    void closingTwiceDoesNotTakeTheBlockFromItsNextHolder() throws Exception {
        AddressBlock first = AddressBlock.claim(224, 239);
        first.close();
        try (AddressBlock second = AddressBlock.attempt(first.number()).orElseThrow()) {
            first.close();

            assertThat(AddressBlock.attempt(first.number())).isEmpty();
            assertThat(lockedForAnotherProcess(second)).isTrue();
        }
        assertThat(lockedForAnotherProcess(first)).isFalse();
    }

    /** The kernel's own list of locks, told by inode: what any other process would run into. */
    private static boolean lockedForAnotherProcess(AddressBlock block) throws IOException {
        Object inode = Files.getAttribute(Path.of("/var/tmp/orocloud-blocks", block.prefix()), "unix:ino");
        return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
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
