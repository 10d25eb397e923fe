package org.usher.lab;

/** What callers are offered on one and the same day. */
enum ChannelArm {
    WITHOUT("nothing offered", false, false, false),
    CALLBACK("callback in turn", true, false, false),
    WINDOW("callback, in turn or in a window", true, true, false),
    CHAT("chat", false, false, true),
    CALLBACK_OR_CHAT("callback in turn, or chat", true, false, true);

    final String title;
    /** Whether they may hang up and keep their place. */
    final boolean callback;
    /** Whether they may have a call promised for later in the day instead. */
    final boolean windows;
    /** Whether they may write instead, in the same place of the same line. */
    final boolean chat;

    ChannelArm(String title, boolean callback, boolean windows, boolean chat) {
        this.title = title;
        this.callback = callback;
        this.windows = windows;
        this.chat = chat;
    }
}
