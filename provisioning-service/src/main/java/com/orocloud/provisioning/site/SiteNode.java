package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import com.orocloud.events.NodeRef;
import com.orocloud.provisioning.cloud.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a site, and how far it is.
 *
 * @param attempt rises when it is asked for anew: in another zone, or after the provider gave up on it
 * @param exhausted zones that had no machine left
 * @param operation the provider's reference of the last request; null before the first
 * @param askedAt when that was asked; null before the first
 * @param address inside the site; null until it runs
 * @param configured true when its metadata says everything it has to know
 * @param ready true when it says itself that its role serves
 */
public record SiteNode(
        String name,
        Component component,
        int ordinal,
        String zone,
        int attempt,
        List<String> exhausted,
        @Nullable String operation,
        @Nullable Instant askedAt,
        @Nullable String address,
        boolean configured,
        boolean ready) {

    static SiteNode planned(String name, Component component, int ordinal, String zone) {
        return new SiteNode(name, component, ordinal, zone, 1, List.of(), null, null, null, false, false);
    }

    SiteNode askedFor(String reference, Instant now) {
        return new SiteNode(
                name, component, ordinal, zone, attempt, exhausted, reference, now, address, configured, ready);
    }

    boolean waitsLongerThan(Duration limit, Instant now) {
        return askedAt != null && askedAt.plus(limit).isBefore(now);
    }

    SiteNode running(String at) {
        return new SiteNode(
                name, component, ordinal, zone, attempt, exhausted, operation, askedAt, at, configured, ready);
    }

    SiteNode wasConfigured() {
        return new SiteNode(
                name, component, ordinal, zone, attempt, exhausted, operation, askedAt, address, true, ready);
    }

    SiteNode isReady() {
        return new SiteNode(
                name, component, ordinal, zone, attempt, exhausted, operation, askedAt, address, configured, true);
    }

    /** For another try at its site: nothing of it is taken for granted, but it stays where it was put. */
    SiteNode anew() {
        return planned(name, component, ordinal, zone);
    }

    /** To be asked for again, where it was. */
    SiteNode again() {
        return new SiteNode(name, component, ordinal, zone, attempt + 1, exhausted, null, null, null, false, false);
    }

    /** To be asked for where it was, after every other zone was tried too. */
    SiteNode roundAgain() {
        return new SiteNode(name, component, ordinal, zone, attempt + 1, List.of(), null, null, null, false, false);
    }

    /** To be asked for in another zone. */
    SiteNode movedTo(String other) {
        List<String> tried = Stream.concat(exhausted.stream(), Stream.of(zone)).toList();
        return new SiteNode(name, component, ordinal, other, attempt + 1, tried, null, null, null, false, false);
    }

    public Machine machine(SitePlan plan) {
        return new Machine(plan.place(), zone, name);
    }

    boolean isDatabase() {
        return component == Component.DATABASE;
    }

    /** The name under which the main database keeps what this standby has not yet received. */
    String slot() {
        return name.replace('-', '_');
    }

    NodeRef ref() {
        return NodeRef.newBuilder()
                .setComponent(component)
                .setNodeId(name)
                .setZone(zone)
                .setAddress(address == null ? "" : address)
                .setPort(port(component))
                .setLeader(isDatabase() && ordinal == 1)
                .build();
    }

    static String shortName(Component component) {
        return switch (component) {
            case DATABASE -> "db";
            case WEB -> "web";
            case FILES -> "files";
            case LOAD_BALANCER -> "lb";
            case CACHE -> "cache";
            case QUEUE -> "queue";
            case CONSUMER -> "consumer";
            case SMTP -> "smtp";
            case SEARCH, NAT, UNKNOWN -> throw new IllegalArgumentException("no node of a site is a " + component);
        };
    }

    /** Where a component listens on its node. */
    static int port(Component component) {
        return switch (component) {
            case DATABASE -> 5432;
            case WEB, LOAD_BALANCER -> 8080;
            case FILES -> 8090;
            case CACHE -> 6379;
            case QUEUE -> 5672;
            case CONSUMER -> 8070;
            case SMTP -> 2525;
            case SEARCH, NAT, UNKNOWN -> throw new IllegalArgumentException("no node of a site is a " + component);
        };
    }
}
