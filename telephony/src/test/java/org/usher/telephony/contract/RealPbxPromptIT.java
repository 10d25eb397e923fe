package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The real Asterisk with the shipped configuration keeps the contract of prompts. */
final class RealPbxPromptIT extends PromptContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk();

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }

    @Override
    int shortPromptMs() {
        return 600;
    }
}
