// The client's end of the wallboard's feed: a snapshot, then deltas.
import { LiveSocket, token } from '/web/kit/socket.js';

const MINUTES_KEPT = 62; // of each queue: the hour, the minute it is, and the one that says how the hour began

/**
 * Follows the wallboard's feed.
 *
 * onChange is called with {queues, agents, minutes, silences, repairs, alarms, connection, lastAtMs, clockOffsetMs} after each message and each
 * change of the connection: 'connecting', 'live', 'lost' (shown is the state of lastAtMs), or 'refused' (it is for those who have logged in).
 * minutes has for each queue id, and 0 for the whole centre, the rows of the last hour by their fromMs, oldest first.
 */
export class WallboardFeed {
  #onChange;
  #queues = new Map();
  #agents = new Map();
  #minutes = new Map();
  #silences = [];
  #repairs = [];
  #alarms = [];
  #sequence = null;
  #lastAtMs = null;
  #clockOffsetMs = 0;
  #connection = 'connecting';
  #socket = new LiveSocket({
    path: () => '/ws/wallboard' + (this.#sequence === null ? '' : `?since=${this.#sequence}`),
    protocol: 'usher.wallboard',
    known: token,
    take: message => this.#take(message),
    isRefused,
    tell: connection => this.#tell(connection),
  });

  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    this.#socket.start();
  }

  /** False if a message is missing before this one. */
  #take(message) {
    if (message.type === 'snapshot') {
      this.#queues.clear();
      this.#agents.clear();
      this.#minutes.clear();
    } else if (message.after !== this.#sequence) {
      return false;
    }
    for (const row of message.queues) this.#queues.set(row.id, row);
    for (const row of message.agents) this.#agents.set(row.id, row);
    for (const row of message.minutes) this.#keep(row);
    this.#silences = message.silences ?? this.#silences;
    this.#repairs = message.repairs ?? this.#repairs;
    this.#alarms = message.alarms ?? []; // a server of an earlier version sends none
    this.#sequence = message.sequence;
    this.#lastAtMs = message.atMs;
    this.#clockOffsetMs = message.atMs - Date.now();
    return true;
  }

  #keep(row) {
    const rows = this.#minutes.get(row.queueId) ?? new Map();
    rows.set(row.fromMs, row);
    if (rows.size > MINUTES_KEPT) rows.delete(rows.keys().next().value);
    this.#minutes.set(row.queueId, rows);
  }

  #tell(connection) {
    this.#connection = connection;
    this.#onChange({
      connection,
      queues: [...this.#queues.values()],
      agents: [...this.#agents.values()],
      minutes: this.#minutes,
      silences: this.#silences,
      repairs: this.#repairs,
      alarms: this.#alarms,
      lastAtMs: this.#lastAtMs,
      clockOffsetMs: this.#clockOffsetMs,
    });
  }
}

async function isRefused() {
  try {
    const known = token();
    const headers = known ? { Authorization: `Bearer ${known}` } : {};
    const response = await fetch('/api/v1/queues', { headers, signal: AbortSignal.timeout(5_000) });
    return response.status === 401 || response.status === 403;
  } catch {
    return false; // not there at all
  }
}
