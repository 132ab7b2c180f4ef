package com.orocloud.local.cloud.compute;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the processes of nodes are started.
 *
 * @param directory where the disks and logs of nodes are
 * @param command what a node runs
 * @param environment what every node is told, besides its own disk and metadata server
 * @param runAs the user that nodes run as when this process is root
 */
public record NodeSettings(
        Path directory, List<String> command, Map<String, String> environment, Optional<String> runAs) {}
