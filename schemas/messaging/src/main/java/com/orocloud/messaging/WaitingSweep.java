package com.orocloud.messaging;

import java.util.List;
import org.springframework.stereotype.Component;

/** Tries events again that wait for a fact from another topic, in the order in which they came. */
@Component
final class WaitingSweep implements Sweep {

    private static final int LIMIT = 200;

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
            progress = false;
            List<InboxTable.Waiting> heads = table.heads(LIMIT);
            for (InboxTable.Waiting head : heads) {
                progress |= dispatcher.retry(head);
            }
        }
    }
}
