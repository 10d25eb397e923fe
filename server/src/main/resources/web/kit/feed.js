// The client's end of a feed: a snapshot, then deltas, over a WebSocket that comes back by itself.

const SILENCE_MS = 12_000; // the server gives a sign of life at least every 5 s
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const TOKEN_KEY = 'usher.token';
const MINUTES_KEPT = 62; // of each queue: the hour, the minute it is, and the one that says how the hour began

/** A token may be handed over once as /#token=…; it stays with this tab. */
export function token() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(TOKEN_KEY, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

export function keepToken(value) {
  sessionStorage.setItem(TOKEN_KEY, value);
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN_KEY);
}

function base64url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

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
  #retryMs = FIRST_RETRY_MS;
  #socket = null;
  #silence = null;
  #retry = null;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    addEventListener('online', () => this.#soon(0));
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retry);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const since = this.#sequence === null ? '' : `?since=${this.#sequence}`;
    const known = token();
    const protocols = known ? ['usher.wallboard', 'usher.token.' + base64url(known)] : ['usher.wallboard'];
    const socket = new WebSocket(`${scheme}://${location.host}/ws/wallboard${since}`, protocols);
    this.#socket = socket;
    this.#watch(socket);
    socket.onmessage = message => {
      if (socket !== this.#socket) return;
      this.#watch(socket);
      this.#take(JSON.parse(message.data), socket);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #watch(socket) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (socket === this.#socket) {
        socket.close();
        this.#lost();
      }
    }, SILENCE_MS);
  }

  #take(message, socket) {
    if (message.type === 'snapshot') {
      this.#queues.clear();
      this.#agents.clear();
      this.#minutes.clear();
    } else if (message.after !== this.#sequence) {
      socket.close(); // a gap: ask for what is missing
      this.#lost();
      return;
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
    this.#retryMs = FIRST_RETRY_MS;
    this.#tell('live');
  }

  #keep(row) {
    const rows = this.#minutes.get(row.queueId) ?? new Map();
    rows.set(row.fromMs, row);
    if (rows.size > MINUTES_KEPT) rows.delete(rows.keys().next().value);
    this.#minutes.set(row.queueId, rows);
  }

  async #lost() {
    this.#socket = null;
    clearTimeout(this.#silence);
    this.#tell(this.#connection === 'refused' ? 'refused' : 'lost');
    this.#soon(this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    if (await this.#isRefused()) this.#tell('refused');
  }

  // A browser does not tell why a socket was refused; a plain request does.
  async #isRefused() {
    try {
      const known = token();
      const headers = known ? { Authorization: `Bearer ${known}` } : {};
      const response = await fetch('/api/v1/queues', { headers, signal: AbortSignal.timeout(5_000) });
      return response.status === 401 || response.status === 403;
    } catch {
      return false; // not there at all
    }
  }

  #soon(ms) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket === null && this.#connect(), ms);
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
