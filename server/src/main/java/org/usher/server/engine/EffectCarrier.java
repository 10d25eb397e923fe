package org.usher.server.engine;

import org.usher.core.api.Effect;

/**
 * Carries effects out in the world: the link to one PBX. Called on the engine's thread, so it only takes over and returns. Each action
 * comes back as {@link org.usher.core.api.Command.ActionFinished} through the inbox.
 */
@FunctionalInterface
public interface EffectCarrier {
    void perform(Effect effect);
}
