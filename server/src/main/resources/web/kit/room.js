// A chat's room, as either side sees it: what was said, what is on its way, and a line to write in.
import { html, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { hourAndMinute } from '/web/kit/format.js';
import { LiveSocket } from '/web/kit/socket.js';
import { ofTab } from '/web/kit/store.js';

export const MAX_TEXT = 2000;
const TYPES_EVERY_MS = 3_000;
const AGAIN_MS = 5_000;
const LATER = ['TOO_FAST', 'OVERLOADED']; // said again by itself; the others are for who wrote it

const UPLOAD_MS = 180_000;
const ACCEPTED = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain';

const WHY = {
  TOO_FAST: 'a moment, that is too fast',
  OVERLOADED: 'a moment, there is too much to do',
  NO_TEXT: 'not sent: it has too many characters, or some that can not be shown',
  NO_ID: 'not sent',
  ROOM_FULL: 'not sent: this chat is full',
  OVER: 'not sent: this chat is over',
  NOT_YOURS: 'not sent: this chat is not yours any more',
  LEFT: 'not sent: this page was left before; choose the file again',
};

function stored(key) {
  return JSON.parse(ofTab.getItem(key) || '[]');
}

/** Has the room of this key say something as soon as its page is open. */
export function sayFirst(key, text) {
  ofTab.setItem(`usher.chat.${key}`, JSON.stringify([{ id: crypto.randomUUID ? crypto.randomUUID() : fresh(), text }]));
}

/** Random; browsers give randomUUID to encrypted pages only. */
function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Follows one room. What is written stays with this tab until the server has it for certain, through lost connections and reloads; each line has
 * an id of ours, so that one which is sent twice is said once.
 *
 * A file is sent by a request of its own, again until its line is said, too; only what it holds does not outlive a reload.
 *
 * path(since) is where, files() where files are sent and fetched, key names the room within this tab, isRefused() asks whether we may be in it at
 * all, isLookedAt() whether somebody can see the page (the document says by visibilitychange when that may have changed), and onChange is called
 * with {lines, pending, room, connection, lastAtMs, clockOffsetMs} after each change.
 */
export class RoomFeed {
  #key;
  #onChange;
  #isLookedAt;
  #lines = [];
  #pending;
  #room = null;
  #connection = 'connecting';
  #lastAtMs = null;
  #clockOffsetMs = 0;
  #sequence = null;
  #fresh = true; // nothing has come through this socket yet
  #typedAtMs = 0;
  #seen = '';
  #again = null;
  #socket;
  #files;
  #uploads; // {id, name, file, why}: what is being sent, and what was not taken
  #uploading = null;
  #uploadAgain = null;

  constructor({ path, files, key, isRefused, isLookedAt = () => document.visibilityState === 'visible', onChange }) {
    this.#key = `usher.chat.${key}`;
    this.#pending = stored(this.#key);
    this.#files = files;
    this.#uploads = stored(`${this.#key}.files`).map(one => ({ ...one, why: 'LEFT' }));
    this.#onChange = onChange;
    this.#isLookedAt = isLookedAt;
    this.#socket = new LiveSocket({
      path: () => {
        this.#fresh = true;
        return path(this.#sequence);
      },
      protocol: 'usher.chat',
      known: () => null, // the link, or the session, says who we are
      take: message => this.#take(message),
      isRefused,
      tell: connection => {
        this.#connection = connection;
        this.#tell();
      },
    });
  }

  start() {
    this.#looked = () => this.#tellSeen();
    document.addEventListener('visibilitychange', this.#looked);
    this.#socket.start();
  }

  #looked = null;

  stop() {
    clearTimeout(this.#again);
    clearTimeout(this.#uploadAgain);
    if (this.#uploading) this.#uploading.abort();
    document.removeEventListener('visibilitychange', this.#looked);
    this.#socket.stop();
  }

  say(text) {
    const first = !this.#next();
    this.#keep([...this.#pending, { id: fresh(), text }]);
    this.#typedAtMs = 0;
    if (first) this.#send();
    this.#tell();
  }

  /** Takes back a line, or a file, that was refused. */
  discard(id) {
    this.#keep(this.#pending.filter(line => line.id !== id));
    this.#keepUploads(this.#uploads.filter(one => one.id !== id));
    this.#send();
    this.#tell();
  }

  /** Sends a file. */
  attach(file) {
    const max = this.#room && this.#room.maxFileBytes;
    const why = file.size > max ? `not sent: it is larger than ${sizeInWords(max)}` : undefined;
    this.#keepUploads([...this.#uploads, { id: fresh(), name: file.name || 'file', file, why }]);
    this.#upload();
    this.#tell();
  }

  /** Where what was sent by this line is. */
  fileOf(line) {
    return `${this.#files()}/${line.sequence}`;
  }

  /** One after the other, each until its line comes back. */
  async #upload() {
    clearTimeout(this.#uploadAgain);
    const next = this.#uploads.find(one => one.file && !one.why);
    if (!next || this.#uploading) return;
    const uploading = this.#uploading = new AbortController();
    const late = setTimeout(() => uploading.abort(), UPLOAD_MS);
    try {
      const answer = await fetch(`${this.#files()}?id=${next.id}&name=${encodeURIComponent(next.name.slice(-200))}`, {
        method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: next.file, signal: uploading.signal });
      if (!answer.ok && answer.status !== 408 && answer.status !== 429 && answer.status < 500) {
        const { detail, title } = await answer.json();
        this.#uploads = this.#uploads.map(one => (one.id === next.id ? { ...one, file: null, why: `not sent: ${detail || title}` } : one));
      } else if (answer.status === 507) {
        this.#uploads = this.#uploads.map(one => (one.id === next.id ? { ...one, file: null, why: 'not sent: there is no room for files just now' } : one));
      }
    } catch {
      // the connection broke, or was slow beyond all: once more in a while
    }
    clearTimeout(late);
    this.#uploading = null;
    const more = this.#uploads.find(one => one.file && !one.why);
    if (more) this.#uploadAgain = setTimeout(() => this.#upload(), more.id === next.id ? AGAIN_MS : 0);
    this.#tell();
  }

  #keepUploads(uploads) {
    this.#uploads = uploads;
    if (uploads.length > 0) sessionStorage.setItem(`${this.#key}.files`, JSON.stringify(uploads.map(({ id, name }) => ({ id, name }))));
    else sessionStorage.removeItem(`${this.#key}.files`);
  }

  types() {
    if (Date.now() - this.#typedAtMs < TYPES_EVERY_MS) return;
    if (this.#socket.send({ typing: true })) this.#typedAtMs = Date.now();
  }

  /** The customer goes for good; false if that can not be said just now. */
  leave() {
    return this.#socket.send({ leave: true });
  }

  /** What is to be said next: the first that was not refused for good. */
  #next() {
    return this.#pending.find(line => !line.why || LATER.includes(line.why));
  }

  /** One line at a time, so that they stay in their order and are not too many at once; again until it comes back, which does not say it twice. */
  #send() {
    clearTimeout(this.#again);
    const line = this.#next();
    if (!line) return;
    this.#socket.send({ say: { id: line.id, text: line.text } });
    this.#again = setTimeout(() => this.#send(), AGAIN_MS);
  }

  #keep(pending) {
    this.#pending = pending;
    if (pending.length > 0) ofTab.setItem(this.#key, JSON.stringify(pending));
    else ofTab.removeItem(this.#key);
  }

  #take(message) {
    if (message.type === 'refused') {
      this.#keep(this.#pending.map(line => (line.id === message.id ? { ...line, why: message.why } : line)));
      this.#uploads = this.#uploads.map(one => (one.id === message.id ? { ...one, why: message.why } : one));
      if (!LATER.includes(message.why)) this.#send(); // the next; what can be said later is sent again when its time has come
      return true;
    }
    const news = message.lines.filter(line => this.#sequence === null || line.sequence > this.#sequence);
    this.#lines = [...this.#lines, ...news];
    const said = new Set(news.map(line => line.id).filter(Boolean));
    const heard = this.#pending.some(line => said.has(line.id));
    if (heard) this.#keep(this.#pending.filter(line => !said.has(line.id)));
    const arrived = this.#uploads.some(one => said.has(one.id));
    if (arrived) this.#keepUploads(this.#uploads.filter(one => !said.has(one.id)));
    this.#room = message.room ?? this.#room;
    this.#sequence = Math.max(this.#sequence ?? 0, message.sequence);
    this.#lastAtMs = message.atMs;
    this.#clockOffsetMs = message.atMs - Date.now();
    if (this.#fresh || heard) this.#send();
    if (this.#fresh || arrived) this.#upload();
    if (this.#fresh) {
      this.#fresh = false;
      this.#seen = '';
    }
    this.#tellSeen();
    return true;
  }

  /** What has come here, and what somebody can have looked at. */
  #tellSeen() {
    const theirs = this.#lines.filter(line => !line.mine);
    const delivered = theirs.length === 0 ? 0 : theirs[theirs.length - 1].sequence;
    const seen = { delivered, read: this.#isLookedAt() ? delivered : 0 };
    const words = JSON.stringify(seen);
    if (delivered > 0 && words !== this.#seen && this.#socket.send({ seen })) this.#seen = words;
  }

  #tell() {
    this.#onChange({
      lines: this.#lines,
      pending: [...this.#pending, ...this.#uploads.map(one => ({ id: one.id, text: one.name, why: one.why, isFile: true }))],
      room: this.#room,
      connection: this.#connection,
      lastAtMs: this.#lastAtMs,
      clockOffsetMs: this.#clockOffsetMs,
    });
  }
}

export const NOTHING_TOLD = { lines: [], pending: [], room: null, connection: 'connecting', lastAtMs: null, clockOffsetMs: 0 };

function mark(line, room) {
  if (!room) return '';
  return line.sequence <= room.read ? 'read' : line.sequence <= room.delivered ? 'delivered' : 'sent';
}

export function sizeInWords(bytes) {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : bytes >= 1_000 ? `${Math.round(bytes / 1_000)} kB` : `${bytes} bytes`;
}

function Line({ line, room, path }) {
  return html`<li class=${line.mine ? 'mine' : 'theirs'} data-sequence=${line.sequence}>
    <p class="by">${line.mine ? html`<span class="hidden">You, </span>` : html`<strong>${line.who || 'Customer'}</strong> `}<time>${hourAndMinute(line.atMs)}</time>${
      line.mine ? html`<span class="mark">, ${mark(line, room)}</span>` : ''}</p>
    ${line.file ? html`<${Sent} file=${line.file} path=${path} />` : html`<p class="text">${line.text}</p>`}
  </li>`;
}

/** A file: a picture where it stands, anything else to be kept. */
function Sent({ file, path }) {
  const [gone, setGone] = useState(!file.here);
  const words = html`<span class="name">${file.name}</span> <span class="size">${sizeInWords(file.bytes)}</span>`;
  if (gone) return html`<p class="file gone">${words} <span class="why">is not here any more</span></p>`;
  return file.image
    ? html`<p class="file"><a href=${path} target="_blank" rel="noopener"><img src=${path} alt=${`Picture ${file.name}`} loading="lazy" onError=${() => setGone(true)} /></a>${words}</p>`
    : html`<p class="file"><a href=${path} download=${file.name}>${words}</a></p>`;
}

function Pending({ line, live, over, onDiscard }) {
  const why = over ? 'OVER' : line.why;
  const words = why ? WHY[why] || (line.isFile && why) || 'not sent' : live ? 'sending…' : 'will be sent when the connection is back';
  return html`<li class="mine pending">
    <p class="by"><span class="hidden">You, </span><span class="mark">${words}</span></p>
    <p class="text">${line.text}</p>
    ${why && !LATER.includes(why) && html`<button type="button" class="quiet" onClick=${onDiscard}>Discard</button>`}
  </li>`;
}

/** What is written already, to be chosen and changed before it is sent. */
function Replies({ replies, onInsert }) {
  const [chosen, setChosen] = useState('');
  const insert = () => {
    const reply = replies.find(one => one.name === chosen);
    if (!reply) return;
    setChosen('');
    onInsert(reply.text);
  };
  return html`<p class="replies">
    <label><span class="hidden">Reply that is written already</span>
      <select name="reply" value=${chosen} onChange=${event => setChosen(event.target.value)}>
        <option value="">Written replies…</option>
        ${replies.map(one => html`<option key=${one.name} value=${one.name}>${one.title}</option>`)}
      </select></label>
    <button type="button" onClick=${insert} aria-disabled=${chosen ? undefined : 'true'}>Insert</button>
  </p>`;
}

/**
 * What was said, newest last and in sight, and a field to go on in; `told` is what a RoomFeed tells, `who` the other side's name, `replies` what
 * may be said without writing it anew.
 */
export function Room({ feed, told, who, label, replies = [] }) {
  const field = useRef(null);
  const chooser = useRef(null);
  const [text, setText] = useState('');
  const list = useRef(null);
  const atEnd = useRef(true);
  const { lines, pending, room, connection } = told;
  const over = room && room.stage === 'OVER';
  useLayoutEffect(() => {
    if (atEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [lines.length, pending.length]);
  const scrolled = () => {
    atEnd.current = list.current.scrollHeight - list.current.scrollTop - list.current.clientHeight < 40;
  };
  const send = () => {
    if (!text.trim()) return;
    atEnd.current = true;
    feed.say(text.trim());
    setText('');
  };
  const insert = reply => {
    setText(text.trim() ? `${text.trimEnd()} ${reply}` : reply);
    field.current.focus();
  };
  const attach = files => {
    atEnd.current = true;
    [...files].forEach(file => feed.attach(file));
  };
  const takes = room && room.maxFileBytes && !over;
  const paste = event => {
    if (!takes || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  };
  const drop = event => {
    if (!takes || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    attach(event.dataTransfer.files);
  };
  const key = event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return html`<div class="room" onDrop=${drop} onDragOver=${event => takes && event.preventDefault()}>
    <div class="lines" role="log" aria-label=${label} tabindex="0" ref=${list} onScroll=${scrolled}><ol>
      ${lines.map(line => html`<${Line} key=${line.sequence} line=${line} room=${room} path=${feed.fileOf(line)} />`)}
      ${pending.map(line => html`<${Pending} key=${line.id} line=${line} live=${connection === 'live'} over=${over} onDiscard=${() => feed.discard(line.id)} />`)}
    </ol></div>
    <p class="typing" role="status">${room && room.typing ? `${who} is writing…` : ''}</p>
    ${!over && replies.length > 0 && html`<${Replies} replies=${replies} onInsert=${insert} />`}
    ${!over && html`<form class="say" onSubmit=${event => { event.preventDefault(); send(); }}>
      <label><span class="hidden">Message to ${who}</span>
        <textarea ref=${field} name="message" rows="2" maxlength=${MAX_TEXT} value=${text} placeholder="Write here; Enter sends"
          onPaste=${paste} onInput=${event => { setText(event.target.value); if (event.target.value.trim()) feed.types(); }} onKeyDown=${key}></textarea></label>
      ${takes && html`<span class="attach">
        <input ref=${chooser} type="file" name="attachment" hidden multiple accept=${ACCEPTED}
          onChange=${event => { attach(event.target.files); event.target.value = ''; }} />
        <button type="button" title=${`Pictures, PDF or text, up to ${sizeInWords(room.maxFileBytes)} each`} onClick=${() => chooser.current.click()}>Attach a file</button></span>`}
      <button type="submit" class="main" aria-disabled=${text.trim() ? undefined : 'true'}>Send</button>
    </form>`}
  </div>`;
}

/** A room's feed for as long as something on the page shows it. */
export function useRoom(options) {
  const [told, setTold] = useState(NOTHING_TOLD);
  const feed = useRef(null);
  if (feed.current === null) feed.current = new RoomFeed({ ...options, onChange: setTold });
  useEffect(() => {
    feed.current.start();
    return () => feed.current.stop();
  }, []);
  return [feed.current, told];
}
