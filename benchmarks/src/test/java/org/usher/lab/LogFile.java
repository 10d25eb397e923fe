package org.usher.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Routing;
import org.usher.core.codec.EntryCodec;
import org.usher.core.engine.Engines;

/** The real engine in a scenario, and the command log that a server would have written of it, byte by byte as its format is documented. */
final class LogFile implements SystemUnderTest {
    private final QueueEngine engine = Engines.create();
    private final Routing routing;
    private final List<LogEntry> entries = new ArrayList<>();

    LogFile(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        Command command = entry.command();
        if (command instanceof Command.AdoptConfiguration adopt) {
            Configuration centre = adopt.configuration();
            command = new Command.AdoptConfiguration(new Configuration(
                    centre.revision(),
                    centre.skills(),
                    centre.queues(),
                    centre.devices(),
                    centre.agents(),
                    centre.pauseReasons(),
                    centre.settings().with(routing)));
        }
        LogEntry told = new LogEntry(entry.index(), 1, QueueEngine.VERSION, entry.atMs(), command);
        entries.add(told);
        engine.apply(told, output);
    }

    @Override
    public long nextDeadlineAtMs() {
        return engine.nextDeadlineAtMs();
    }

    Path write(Path file) throws IOException {
        return write(file, QueueEngine.VERSION);
    }

    Path write(Path file, int engineVersion) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] header = bytes(data -> {
            data.write("USHERLOG".getBytes(StandardCharsets.US_ASCII));
            data.writeInt(1);
            data.writeLong(1);
            data.writeLong(7);
            data.writeLong(7);
            data.writeLong(0);
        });
        out.write(header);
        out.writeInt(crc(header));
        for (LogEntry entry : entries) {
            LogEntry ofVersion =
                    new LogEntry(entry.index(), entry.epoch(), engineVersion, entry.atMs(), entry.command());
            byte[] payload = EntryCodec.encode(ofVersion);
            byte[] rest = bytes(data -> {
                data.writeInt(payload.length);
                data.writeLong(entry.index());
                data.write(payload);
            });
            out.writeInt(crc(rest));
            out.write(rest);
        }
        return Files.write(file, bytes.toByteArray());
    }

    private interface Writing {
        void to(DataOutputStream data) throws IOException;
    }

    private static byte[] bytes(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writing.to(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
