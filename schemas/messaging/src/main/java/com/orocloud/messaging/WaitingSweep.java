package com.orocloud.messaging;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Tries events again that wait for a fact from another topic, each queue in the order in which its events came. A queue
 * that goes on waiting, or whose head makes this service fail, holds up no other.
 */
@Component
final class WaitingSweep implements Sweep {

    private static final int PAGE = 200;

    private final InboxTable table;
    private final Dispatcher dispatcher;

    WaitingSweep(InboxTable table, Dispatcher dispatcher) {
        this.table = table;
        this.dispatcher = dispatcher;
    }

    @Override
    public String name() {
        return "inbox-waiting";
    }

    @Override
    public void run() {
        boolean progress = true;
        while (progress) {
            progress = tryEveryQueue();
        }
    }

    /** @return true if a queue has moved, which may be what another one waits for */
    private boolean tryEveryQueue() {
        boolean progress = false;
        long after = 0;
        List<InboxTable.Waiting> page;
        do {
            page = table.heads(after, PAGE);
            for (InboxTable.Waiting head : page) {
                progress |= dispatcher.retry(head);
                after = head.id();
            }
        } while (page.size() == PAGE);
        return progress;
    }
}
