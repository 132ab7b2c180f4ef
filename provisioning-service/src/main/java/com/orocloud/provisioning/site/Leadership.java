package com.orocloud.provisioning.site;

/** Which database node leads, and since which decision. A node refuses orders of an older generation. */
public record Leadership(long generation, String mainNode) {

    static final long FIRST = 1;

    /** As the site is built: the first database node leads. */
    static Leadership first(java.util.List<SiteNode> nodes) {
        return nodes.stream()
                .filter(node -> node.isDatabase() && node.ordinal() == 1)
                .findFirst()
                .map(node -> new Leadership(FIRST, node.name()))
                .orElseThrow(() -> new IllegalStateException("a site without a database"));
    }
}
