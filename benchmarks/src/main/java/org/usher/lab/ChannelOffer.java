package org.usher.lab;

/**
 * An agent and the caller he is offered, talks to, or writes with.
 *
 * @param calledBy key of the call that is to reach the customer of a callback, 0 for others
 */
record ChannelOffer(long offerId, ChannelParty party, ChannelAgent agent, long calledBy) {}
