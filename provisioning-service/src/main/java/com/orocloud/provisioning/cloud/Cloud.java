package com.orocloud.provisioning.cloud;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One account with a provider of machines and addresses.
 *
 * <p>Every call returns soon and may be repeated: what is created carries the id of its effect, so asking again is the
 * same request; the other changes are to a state, not by a step. Work that takes longer is a reference to look up later; nothing here waits for it.
 */
public interface Cloud extends AutoCloseable {

    /** Everything this product creates carries this label, so that it can be told from what others made. */
    String OWNER_LABEL = "oro-owner";

    String OWNER = "orocloud";

    String ENVIRONMENT_LABEL = "oro-env";

    /** Reserves an address, or finds the one reserved before. Empty while the provider is still choosing it. */
    Answer<Optional<String>> ensureAddress(AddressOrder order);

    /** Gives an address of ours back. True once nothing of that name is there; nothing there is as good. */
    Answer<Boolean> releaseAddress(AddressOrder order);

    /** Asks for an instance. If one of that name is there already, the next {@link #observe} tells whose it is. */
    Answer<String> createInstance(InstanceOrder order);

    /**
     * Gives a running instance the public address it was ordered with, where the provider does that apart.
     *
     * @return true once it has it; false: ask again
     */
    Answer<Boolean> ensurePublicAddress(Instance observed, String address);

    /** What became of a change that was asked for. That there is no capacity, or that it was refused, is a failure. */
    Answer<Work> work(Machine machine, String reference);

    /** What is there; empty if nothing is. */
    Answer<Optional<Instance>> observe(Machine machine);

    /** Stopping what is stopped changes nothing. */
    Answer<String> stop(Machine machine);

    /** Starting what runs changes nothing. */
    Answer<String> start(Machine machine);

    /** Replaces metadata, provided that it still is what was observed; otherwise a transient failure: look again. */
    Answer<String> setMetadata(Instance observed, Map<String, String> items);

    /** What the node says about itself; empty if it has said nothing yet. */
    Answer<Optional<GuestState>> guestState(Machine machine);

    /** Deletes an instance of ours and its disks. Nothing there is as good. */
    Answer<String> releaseInstance(Machine machine);

    /** All instances of an environment in these zones of a region, by label. Fails if any zone cannot be asked. */
    Answer<List<Instance>> listOwned(Place place, List<String> zones, String environmentId);

    /** All instances that carry our label in these zones of a region. Fails if any zone cannot be asked. */
    Answer<List<Instance>> listOwned(Place place, List<String> zones);

    /** All reserved addresses of a region that carry our label. */
    Answer<List<ReservedAddress>> listAddresses(Place place);

    @Override
    void close();

    /** @param address empty while the provider is still choosing it */
    record ReservedAddress(String name, Map<String, String> labels, String address) {}

    record AddressOrder(Place place, String name, Map<String, String> labels, UUID effectId) {}

    /**
     * An instance that should be.
     *
     * @param publicAddress a reserved address to listen on; null for none
     */
    record InstanceOrder(
            Machine machine,
            Map<String, String> labels,
            Map<String, String> metadata,
            @Nullable String publicAddress,
            UUID effectId) {}

    /** How far a change is. */
    enum Work {
        PENDING,
        DONE,
        /** The provider did not manage it, and may another time. */
        ABANDONED,
        /** The provider has forgotten it: look at the thing itself. */
        FORGOTTEN
    }

    enum Condition {
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED,
        /** In some state that we do not know or cannot use. */
        OTHER
    }

    /**
     * An instance as it was seen.
     *
     * @param status the provider's own word for its condition
     * @param address inside the site; null until it has one
     * @param version of its metadata, to change it only if nobody else has
     */
    record Instance(
            Machine machine,
            Condition condition,
            String status,
            @Nullable String address,
            Map<String, String> labels,
            Map<String, String> metadata,
            String version) {

        /** True if we made it, for this environment. */
        public boolean belongsTo(String environmentId) {
            return OWNER.equals(labels.get(OWNER_LABEL)) && environmentId.equals(labels.get(ENVIRONMENT_LABEL));
        }
    }

    /**
     * What a node's supervisor reports.
     *
     * @param generation the newest order it has carried out
     * @param ready true if its role serves
     * @param health status of the health page that visitors would see there; 0 if it has none
     * @param web of a balancer: addresses of web nodes that a request may be at, or may come to; empty if that is not
     *     known just now
     */
    record GuestState(long generation, boolean ready, String detail, int health, List<String> web) {}
}
