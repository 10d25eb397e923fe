// A socket that comes back by itself, for every feed, and the token that a screen may have in place of a person.

const SILENCE_MS = 12_000; // the server gives a sign of life at least every 5 s
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const TOKEN_KEY = 'usher.token';
const REPLACED = 4001; // how the server closes the oldest of too many pages of one person

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
 * Keeps one socket open.
 *
 * path() is where, with its query; protocol the subprotocol; known() a token to bring along, or null; take(message) is given each message,
 * and says false if one is missing before it, so that all is asked for anew; isRefused() asks whether the server would let us in at all, as a
 * browser does not tell why a socket was refused; tell(connection) hears 'live', 'lost', 'refused', or 'replaced' when newer pages took this one's
 * place: it then comes back when somebody turns to it.
 */
export class LiveSocket {
  #options;
  #refused = false;
  #replaced = false;
  #stopped = false;
  #retryMs = FIRST_RETRY_MS;
  #socket = null;
  #silence = null;
  #retry = null;

  constructor(options) {
    this.#options = options;
  }

  start() {
    addEventListener('online', () => this.#replaced || this.#soon(0));
    // a browser may keep a page that was left, with its socket, to come back to: it is gone all the same
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', event => event.persisted && this.#soon(0));
    addEventListener('focus', () => this.#wanted());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#wanted());
    this.#connect();
  }

  /** Says something to the server; false if the socket is not open just now. */
  send(message) {
    if (!this.#socket || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** For good. */
  stop() {
    this.#stopped = true;
    this.#leave();
  }

  #connect() {
    if (this.#stopped) return;
    clearTimeout(this.#retry);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const known = this.#options.known();
    const protocols = [this.#options.protocol, ...(known ? ['usher.token.' + base64url(known)] : [])];
    const socket = new WebSocket(`${scheme}://${location.host}${this.#options.path()}`, protocols);
    this.#socket = socket;
    this.#watch(socket);
    socket.onmessage = message => {
      if (socket !== this.#socket) return;
      this.#watch(socket);
      if (this.#options.take(JSON.parse(message.data)) === false) {
        socket.close(); // a gap: ask for what is missing
        this.#lost();
        return;
      }
      this.#retryMs = FIRST_RETRY_MS;
      this.#refused = false;
      this.#options.tell('live');
    };
    socket.onclose = event => {
      if (socket !== this.#socket) return;
      if (event.code === REPLACED) this.#giveWay();
      else this.#lost();
    };
  }

  #giveWay() {
    this.#leave();
    this.#replaced = true;
    this.#options.tell('replaced');
  }

  #wanted() {
    if (!this.#replaced || this.#stopped) return;
    this.#replaced = false;
    this.#soon(0);
  }

  #leave() {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) socket.close();
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

  async #lost() {
    this.#socket = null;
    if (this.#stopped) return;
    clearTimeout(this.#silence);
    this.#options.tell(this.#refused ? 'refused' : 'lost');
    this.#soon(this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    if (await this.#options.isRefused()) {
      this.#refused = true;
      this.#options.tell('refused');
    }
  }

  #soon(ms) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket === null && this.#connect(), ms);
  }
}
