package com.orocloud.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A range of loopback addresses of its own, {@code 127.n.x.y}, so that several installations can use standard ports on
 * one machine at once. Held by a lock on a file, which the kernel gives back however the holder ends.
 */
public final class AddressBlock implements AutoCloseable {

    private static final Path LOCKS = Path.of("/var/tmp/orocloud-blocks");

    /** The numbers that this process holds; also guards opening and closing the files. */
    private static final Set<Integer> HELD_HERE = new HashSet<>();

    private final int number;
    private final FileChannel file;

    private AddressBlock(int number, FileChannel file) {
        this.number = number;
        this.file = file;
    }

    /**
     * The first block of {@code 127.from .. 127.to} that nobody holds.
     *
     * @throws ServerFailed if all are held
     */
    public static AddressBlock claim(int from, int to) {
        for (int number = from; number <= to; number++) {
            Optional<AddressBlock> block = attempt(number);
            if (block.isPresent()) {
                return block.get();
            }
        }
        throw new ServerFailed("every address block from 127." + from + " to 127." + to + " is in use; see " + LOCKS);
    }

    /**
     * This very block, if nobody holds it. What this process holds itself is answered from memory: POSIX gives up all of
     * a process's locks on a file as soon as the process closes any descriptor of it, so a second look would free it.
     */
    public static Optional<AddressBlock> attempt(int number) {
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(number)) {
                return Optional.empty();
            }
            Optional<AddressBlock> block = lock(number);
            block.ifPresent(held -> HELD_HERE.add(held.number));
            return block;
        }
    }

    private static Optional<AddressBlock> lock(int number) {
        Path path = LOCKS.resolve("127." + number);
        try {
            if (!Files.exists(LOCKS)) {
                Files.createDirectories(LOCKS);
                Files.setPosixFilePermissions(LOCKS, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            boolean fresh = !Files.exists(path);
            var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (fresh) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            if (file.tryLock() != null) {
                return Optional.of(new AddressBlock(number, file));
            }
            file.close();
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new ServerFailed(
                    "may not lock the address block " + path
                            + ", which another user made; remove it (it holds nothing)",
                    e);
        } catch (IOException e) {
            throw new ServerFailed("locking the address block 127." + number + " in " + LOCKS, e);
        }
    }

    /** The n of 127.n.x.y. */
    public int number() {
        return number;
    }

    /** For example 127.64. */
    public String prefix() {
        return "127." + number;
    }

    /** The address of this block that ends with these two numbers, for example {@code address(0, 4)} = 127.64.0.4. */
    public String address(int third, int fourth) {
        return prefix() + "." + third + "." + fourth;
    }

    /** True if somebody who holds no lock listens there, or did a moment ago. */
    public static boolean isTaken(String address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        synchronized (HELD_HERE) {
            if (!file.isOpen()) {
                return; // closed before; by now somebody else here may hold the number
            }
            try {
                file.close();
            } catch (IOException e) {
                throw new ServerFailed("giving back the address block " + prefix(), e);
            } finally {
                HELD_HERE.remove(number);
            }
        }
    }
}
