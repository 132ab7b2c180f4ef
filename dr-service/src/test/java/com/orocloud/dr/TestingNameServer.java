package com.orocloud.dr;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** An authoritative server for as many names as it is told, over UDP. */
final class TestingNameServer implements AutoCloseable {

    private static final int DATAGRAM_BYTES = 512;

    private final DatagramSocket socket;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    TestingNameServer(String address) throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(address, 0));
        Thread.ofVirtual().name("testing name server").start(this::serve);
    }

    String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    void set(String name, String address) {
        addresses.put(name + ".", address);
    }

    private void serve() {
        var buffer = new byte[DATAGRAM_BYTES];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var answer = answer(new Message(packet.getData())).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException("answering a question about a name", e);
                }
            }
        }
    }

    private Message answer(Message query) throws IOException {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question, Section.QUESTION);
        var address = addresses.get(question.getName().toString());
        if (address == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            answer.addRecord(
                    new ARecord(question.getName(), DClass.IN, 60, InetAddress.getByName(address)), Section.ANSWER);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
