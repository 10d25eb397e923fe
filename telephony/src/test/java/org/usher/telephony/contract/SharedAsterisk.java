package org.usher.telephony.contract;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.usher.telephony.rig.RealAsterisk;

/** One real Asterisk for all the stories of a class: its start takes longer than most of them. */
final class SharedAsterisk implements BeforeAllCallback, AfterAllCallback {
    private final Supplier<RealAsterisk> start;
    private @Nullable RealAsterisk asterisk;

    SharedAsterisk() {
        this(RealPbx::start);
    }

    SharedAsterisk(Supplier<RealAsterisk> start) {
        this.start = start;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        asterisk = start.get();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (asterisk != null) {
            asterisk.close();
        }
    }

    /** For one story. */
    PbxUnderTest pbx() {
        return new RealPbx(Objects.requireNonNull(asterisk));
    }
}
