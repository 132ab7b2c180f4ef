package com.orocloud.notification;

import java.util.List;
import java.util.stream.Stream;

/** How handing a letter to a relay ended. */
sealed interface Handover {

    /** The relay took responsibility. */
    record Taken() implements Handover {}

    /**
     * The relay says never; another may think otherwise.
     *
     * @param code SMTP reply code; the reply's text is left out because it often repeats the address
     */
    record Refused(int code) implements Handover {}

    /** The relay was not reached, or said not now. */
    record NotNow(String why) implements Handover {}

    /** No relay can ever take it: the address is not one. */
    record Unaddressable() implements Handover {}

    /**
     * What was tried so far.
     *
     * @param count attempts that ended
     * @param tried relays that did not take it in this round
     * @param refusedBy relays that will never take it
     */
    record Tries(int count, List<String> tried, List<String> refusedBy) {

        static final Tries NONE = new Tries(0, List.of(), List.of());

        /** Relays that need not be asked in this round any more. */
        int used() {
            return (int)
                    Stream.concat(tried.stream(), refusedBy.stream()).distinct().count();
        }

        Tries newRound() {
            return new Tries(count, List.of(), refusedBy);
        }
    }
}
