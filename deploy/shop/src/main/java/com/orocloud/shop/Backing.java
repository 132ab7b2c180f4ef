package com.orocloud.shop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What a shop of a full environment leans on besides its database and files; a minimal one has none of it. */
record Backing(Optional<Cache> cache, Optional<OrderQueue> queue, Optional<MailRelays> mail) implements AutoCloseable {

    /** Taken from the environment: absent parts are absent there. */
    static Backing from(Map<String, String> environment) {
        return new Backing(
                addresses(environment, "SHOP_CACHE")
                        .map(nodes -> new Cache(nodes, ShopSettings.required(environment, "SHOP_CACHE_PASSWORD"))),
                addresses(environment, "SHOP_QUEUES")
                        .map(nodes -> new OrderQueue(nodes, ShopSettings.required(environment, "SHOP_QUEUE_PASSWORD"))),
                addresses(environment, "SHOP_MAIL_RELAYS").map(MailRelays::new));
    }

    private static Optional<List<String>> addresses(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(List.of(value.split(",")));
    }

    /** A question for each part that is there, which fails if the part does not do its work. */
    Map<String, Callable<String>> checks() {
        var checks = new LinkedHashMap<String, Callable<String>>();
        cache.ifPresent(present -> checks.put("cache", present::check));
        queue.ifPresent(present -> checks.put("queue", present::check));
        mail.ifPresent(present -> checks.put("mail", present::check));
        return checks;
    }

    @Override
    public void close() {
        cache.ifPresent(Cache::close);
        queue.ifPresent(OrderQueue::close);
    }
}
