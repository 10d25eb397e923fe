package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a command log and its snapshots, byte for byte: what a death leaves behind. */
record Disk(SortedMap<String, byte[]> files) {
    private static final String LOCK = "commands.lock";

    Disk {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static Disk of(Path log) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : sizes(log).keySet()) {
            files.put(name, Files.readAllBytes(log.resolve(name)));
        }
        return new Disk(files);
    }

    /** Of each file its length: changes with everything that is written, as none is ever written over. */
    static Map<String, Long> sizes(Path log) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.list(log)) {
            for (Path file : all.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(LOCK)) {
                    sizes.put(name, Files.size(file));
                }
            }
        }
        return sizes;
    }

    static boolean isLog(String name) {
        return name.endsWith(".log");
    }

    static boolean isSnapshot(String name) {
        return name.startsWith("snapshot-");
    }

    byte[] bytes(String name) {
        return files.getOrDefault(name, new byte[0]);
    }

    /** Makes the directory what it was. */
    void restore(Path log) throws IOException {
        Disk now = of(log);
        for (String name : now.files.keySet()) {
            if (!files.containsKey(name)) {
                Files.delete(log.resolve(name));
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!now.files.containsKey(file.getKey()) || !Arrays.equals(file.getValue(), now.bytes(file.getKey()))) {
                Files.write(log.resolve(file.getKey()), file.getValue());
            }
        }
    }
}
