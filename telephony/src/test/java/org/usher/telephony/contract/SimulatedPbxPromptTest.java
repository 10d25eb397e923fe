package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of prompts. */
final class SimulatedPbxPromptTest extends PromptContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }

    @Override
    int shortPromptMs() {
        return 400;
    }
}
