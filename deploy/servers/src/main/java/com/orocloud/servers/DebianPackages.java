package com.orocloud.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Debian packages that servers come from: looked for, and installed where we are allowed to. */
public final class DebianPackages {

    private final Consumer<String> progress;
    private final boolean mayInstall;

    /** @param progress is told, line by line, what is being installed */
    public DebianPackages(Consumer<String> progress) {
        this(progress, System.getProperty("user.name").equals("root"));
    }

    DebianPackages(Consumer<String> progress, boolean mayInstall) {
        this.progress = progress;
        this.mayInstall = mayInstall;
    }

    /** Those of the given packages that are not installed. */
    public List<String> missing(List<String> packages) {
        return packages.stream().filter(name -> !isInstalled(name)).toList();
    }

    /**
     * Installs what is missing.
     *
     * @throws ServerFailed naming the command to run, if this user may not install
     */
    public void ensure(List<String> packages) {
        List<String> missing = missing(packages);
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(" ", missing);
        if (!mayInstall) {
            throw new ServerFailed("missing Debian packages; install them with: sudo apt-get update && sudo apt-get"
                    + " install -y --no-install-recommends " + names);
        }
        progress.accept("installing " + names);
        Commands.run(List.of("apt-get", "update", "-qq"));
        var install = new ArrayList<String>(List.of(
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        install.addAll(missing);
        Commands.run(install);
    }

    private static boolean isInstalled(String name) {
        Commands.Result result =
                Commands.attempt(List.of("dpkg-query", "--show", "--showformat=${db:Status-Status}", name), null);
        return result.exitCode() == 0 && result.output().equals("installed");
    }
}
