// The customer's page: his place in the line, then whom he talks with.
import { html, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { Connection, ThemeButton, show, useNow } from '/web/kit/components.js';
import { MAX_TEXT, Room, sayFirst, useRoom } from '/web/kit/room.js';
import { ask } from '/web/kit/session.js';

const TOKEN = location.pathname.split('/')[2] || null;
const MINUTE_MS = 60_000;

const minutes = ms => {
  const whole = Math.max(1, Math.round(ms / MINUTE_MS));
  return whole === 1 ? 'a minute' : `${whole} minutes`;
};

/** In round words; nothing if nobody can tell. */
function waitInWords(room, now) {
  if (!room.expectedAtMs) return '';
  if (room.expectedAtMs > now) return `Somebody should be free in about ${minutes(room.expectedAtMs - now)}.`;
  return room.latestAtMs > now ? `It takes longer; at most about ${minutes(room.latestAtMs - now)} more in all likelihood.`
    : 'It takes longer than we expected. You keep your place.';
}

function stageInWords(room) {
  switch (room.stage) {
    case 'WAITING':
      return room.position === 1 ? 'You are next.' : room.position ? `You are number ${room.position} in line.` : 'You are in line.';
    case 'OFFERED':
      return 'Somebody is being asked to take your chat.';
    case 'TALKING':
      return `You are talking with ${room.agent || 'us'}.`;
    default:
      return 'This chat is over.';
  }
}

function Stage({ room, now }) {
  return html`<div class="stage">
    <strong role="status">${stageInWords(room)}</strong>
    ${room.stage === 'WAITING' && html`<span>${waitInWords(room, now)} You can write already, and leave this page for a moment: your place is kept.</span>`}
    ${room.stage === 'OVER' && html`<span>What was said can be read here for half an hour.${' '}
      <a href=${`/chat/${encodeURIComponent(TOKEN)}/transcript`} download="chat.txt">Keep it as a text</a></span>`}
  </div>`;
}

/** Asked twice: whoever leaves loses his place. */
function Leave({ feed, waiting }) {
  const [asking, setAsking] = useState(false);
  const stay = useRef(null);
  useLayoutEffect(() => asking && stay.current.focus(), [asking]);
  if (!asking) {
    return html`<p class="leave"><button type="button" class="quiet" data-focus="leave" onClick=${() => setAsking(true)}>Leave the chat</button></p>`;
  }
  return html`<p class="leave" role="group" aria-label="Leave the chat">
    <span>${waiting ? 'Give up your place?' : 'End the chat?'}</span>
    <button type="button" ref=${stay} data-focus="leave" onClick=${() => setAsking(false)}>Stay</button>
    <button type="button" onClick=${() => feed.leave() && setAsking(false)}>Leave</button></p>`;
}

async function leadsNowhere() {
  try {
    return (await fetch(`/ws/chat?chat=${encodeURIComponent(TOKEN)}`, { signal: AbortSignal.timeout(5_000) })).status === 404;
  } catch {
    return false; // the server is not there at all
  }
}

function Chat() {
  const [feed, told] = useRoom({
    path: since => `/ws/chat?chat=${encodeURIComponent(TOKEN)}${since === null ? '' : `&since=${since}`}`,
    key: TOKEN,
    isRefused: leadsNowhere,
  });
  const now = useNow(told.clockOffsetMs);
  const { room, connection, lines } = told;
  const [looked, setLooked] = useState(0);
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && setLooked(lines.length);
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [lines.length]);
  useEffect(() => {
    const fresh = lines.slice(looked).filter(line => !line.mine).length;
    document.title = `${fresh > 0 ? `(${fresh}) ` : ''}${room ? room.queueTitle : 'Chat'}`;
  }, [lines.length, looked, room]);
  if (connection === 'refused' && !room) {
    return html`<main class="chat"><h1>Chat</h1><p role="alert">This link leads nowhere: it was mistyped, or its chat is long over.</p></main>`;
  }
  return html`<div class="chat">
    <header class="top"><h1>${room ? room.queueTitle : 'Chat'}</h1><${Connection} connection=${connection} lastAtMs=${told.lastAtMs} /><${ThemeButton} /></header>
    <main>
      ${room && html`<${Stage} room=${room} now=${now} />`}
      <${Room} feed=${feed} told=${told} who=${(room && room.agent) || 'us'} label="What was said" />
      ${room && room.stage !== 'OVER' && html`<${Leave} feed=${feed} waiting=${room.stage !== 'TALKING'} />`}
    </main>
  </div>`;
}

/** Where anybody opens a chat for himself, if he may. */
function Opening() {
  const [queues, setQueues] = useState(null);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    ask('GET', '/api/v1/chats/from-web').then(answer => setQueues(answer.queues), failed => setWrong(failed.message));
  }, []);
  const open = async event => {
    event.preventDefault();
    if (busy) return;
    const { queue, name, text } = Object.fromEntries(new FormData(event.target));
    setBusy(true);
    setWrong('');
    try {
      const { link } = await ask('POST', '/api/v1/chats/from-web', { queue, name });
      if (text.trim()) sayFirst(link.split('/')[2], text.trim());
      location.replace(link);
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
      setBusy(false);
    }
  };
  const wanted = new URLSearchParams(location.hash.slice(1)).get('queue');
  return html`<div class="chat"><header class="top"><h1>Chat with us</h1><${ThemeButton} /></header>
    ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
    ${queues && queues.length === 0 && html`<main><p>Chats are opened by a link here: ask for one.</p></main>`}
    ${queues && queues.length > 0 && html`<main><form class="opening" aria-label="Open a chat" onSubmit=${open}>
      <label>About <select name="queue">${queues.map(one => html`<option key=${one.queue} value=${one.queue} selected=${one.queue === wanted}>${one.title}</option>`)}</select></label>
      <label>Your name <input name="name" maxlength="80" autocomplete="name" /></label>
      <label>How can we help? <textarea name="text" rows="4" maxlength=${MAX_TEXT}></textarea></label>
      <button type="submit" class="main" aria-disabled=${busy ? 'true' : undefined}>Start the chat</button>
    </form></main>`}
  </div>`;
}

show(TOKEN ? html`<${Chat} />` : html`<${Opening} />`);
