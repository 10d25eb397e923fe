package org.usher.server.agent;

import org.usher.server.chat.ChatRoom;

/**
 * A chat at an agent's desk: one that he is asked for, that he talks in, or whose after-call work is not over. What is said in it is told by
 * its own socket.
 *
 * @param id the contact's
 * @param name of the customer, empty if he gave none
 * @param stage OFFERED, TALKING, or OVER while the after-call work is not
 * @param sinceMs when that began (epoch ms)
 * @param unread lines of the customer's that the agent has not looked at
 */
public record DeskChat(
        long id, String queue, String queueTitle, String name, ChatRoom.Stage stage, long sinceMs, int unread) {}
