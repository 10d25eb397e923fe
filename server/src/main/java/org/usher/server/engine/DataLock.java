package org.usher.server.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second server out of a data directory, for as long as this one lives. */
final class DataLock implements AutoCloseable {
    private static final String NAME = "commands.lock";

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CommandLogException if another server has it */
    static DataLock take(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new CommandLogException("another Usher is running on the data directory " + directory + " (it holds "
                    + path + "); stop it, or give this one a directory of its own");
        }
        return new DataLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
