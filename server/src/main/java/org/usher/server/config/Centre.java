package org.usher.server.config;

import org.usher.core.api.Configuration;
import org.usher.server.agent.Dispositions;
import org.usher.server.agent.PhoneAccess;

/**
 * What a centre's file says.
 *
 * @param configuration for the engine
 * @param phones for the people at their phones
 * @param dispositions what contacts may come to
 */
public record Centre(Configuration configuration, PhoneAccess phones, Dispositions dispositions) {}
