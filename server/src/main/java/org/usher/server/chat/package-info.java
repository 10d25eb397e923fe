/** Chats: their rooms, what is said in them, who is there, and what the engine wants done for them. */
@NullMarked
package org.usher.server.chat;

import org.jspecify.annotations.NullMarked;
