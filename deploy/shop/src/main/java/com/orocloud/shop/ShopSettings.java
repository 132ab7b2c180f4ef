package com.orocloud.shop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the node's supervisor tells the shop through its environment. */
record ShopSettings(
        String name,
        String address,
        List<String> databases,
        String databasePassword,
        String files,
        String filesToken,
        boolean install,
        String commit,
        Path maintenanceLock) {

    static ShopSettings from(Map<String, String> environment) {
        return new ShopSettings(
                environment.getOrDefault("SHOP_NAME", "shop"),
                required(environment, "SHOP_ADDRESS"),
                List.of(required(environment, "SHOP_DATABASES").split(",")),
                required(environment, "SHOP_DATABASE_PASSWORD"),
                required(environment, "SHOP_FILES"),
                required(environment, "SHOP_FILES_TOKEN"),
                Boolean.parseBoolean(environment.get("SHOP_INSTALL")),
                environment.getOrDefault("SHOP_COMMIT", ""),
                Path.of(environment.getOrDefault("SHOP_MAINTENANCE_LOCK", "maintenance_lock")));
    }

    static List<String> addresses(Map<String, String> environment, String name) {
        return List.of(required(environment, name).split(","));
    }

    static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    @Override
    public String toString() {
        return "ShopSettings[" + name + " at " + address + "]";
    }
}
