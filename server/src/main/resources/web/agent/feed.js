// The desk's end of its feed: all of it first, then the parts that changed.
import { LiveSocket } from '/web/kit/socket.js';
import { asker } from '/web/kit/session.js';

/**
 * Follows the feed of the agent who is logged in.
 *
 * onChange is called with {desk, figures, choices, phones, notices, chats, earlier, closed, connection, lastAtMs, clockOffsetMs}; desk is null if who is logged
 * in is an agent whom the centre does not know, and closed says whether it did before.
 */
export class DeskFeed {
  #onChange;
  #told = { desk: null, figures: null, choices: null, phones: [], notices: [], chats: [], earlier: null, closed: false };
  #shown = false;
  #connection = 'connecting';
  #lastAtMs = null;
  #clockOffsetMs = 0;
  #socket = new LiveSocket({
    path: () => '/ws/agent',
    protocol: 'usher.desk',
    known: () => null, // a desk belongs to a person
    take: message => this.#take(message),
    isRefused: async () => {
      try {
        const who = await asker();
        return !who.person || !who.agent || !who.roles.includes('AGENT');
      } catch (failed) {
        return failed.status === 401 || failed.status === 403; // else nobody knows: the server is gone
      }
    },
    tell: connection => {
      this.#connection = connection;
      this.#shown &&= connection === 'live';
      this.#tell();
    },
  });

  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    this.#socket.start();
  }

  #take(message) {
    const before = message.type === 'state' ? { desk: null, phones: [], notices: [], chats: [], earlier: null } : this.#told;
    // all of it anew, on a socket that has shown a desk: it is gone; a new socket may lead to a server that only stands by
    const closed = !message.desk && (this.#told.closed || (message.type === 'state' && this.#shown));
    this.#shown ||= !!message.desk;
    const parts = Object.fromEntries(['desk', 'figures', 'choices', 'phones', 'notices', 'chats', 'earlier']
      .map(part => [part, message[part] ?? before[part] ?? null]));
    this.#told = { ...parts, closed };
    this.#lastAtMs = message.atMs;
    this.#clockOffsetMs = message.atMs - Date.now();
    return true;
  }

  #tell() {
    this.#onChange({
      ...this.#told,
      connection: this.#connection,
      lastAtMs: this.#lastAtMs,
      clockOffsetMs: this.#clockOffsetMs,
    });
  }
}
