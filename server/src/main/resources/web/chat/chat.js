// The customer's page: his place in the line, then whom he talks with.
import { html, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { Connection, ThemeButton, show, useNow } from '/web/kit/components.js';
import { MAX_TEXT, Room, sayFirst, useRoom } from '/web/kit/room.js';
import { ask } from '/web/kit/session.js';
import { EMBEDDED, FORGETFUL, anew, isLookedAt, keepChat, keptChat, tellSite } from '/web/chat/embed.js';

const TOKEN = location.pathname.split('/')[2] || null;
/** Of the link that a caller was sent: behind #, so that no server is told before he taps. */
const LINK = TOKEN ? null : new URLSearchParams(location.hash.slice(1)).get('link');
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
    <strong role="status">${room.called ? 'We will call you when it is your turn. You keep your place.' : stageInWords(room)}</strong>
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

/** From the chat to a call, in his place. */
function CallMe({ onCalled }) {
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const first = useRef(null);
  useLayoutEffect(() => asking && first.current.focus(), [asking]);
  const call = async event => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      await ask('POST', `/chat/${encodeURIComponent(TOKEN)}/call`, { number: new FormData(event.target).get('number') });
      onCalled();
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
      setBusy(false);
    }
  };
  if (!asking) {
    return html`<p class="leave"><button type="button" class="quiet" data-focus="call-me" onClick=${() => setAsking(true)}>Call me instead</button></p>`;
  }
  return html`<form class="call-me" aria-label="Be called instead" onSubmit=${call}>
    <label>At which number? Leave it empty for the one that you rang from.
      <input ref=${first} name="number" type="tel" maxlength="40" autocomplete="tel" data-focus="call-me" /></label>
    <div class="leave"><button type="button" onClick=${() => setAsking(false)}>Go on writing</button>
    <button type="submit" class="main" aria-disabled=${busy ? 'true' : undefined}>Call me</button></div>
    ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
  </form>`;
}

/** How satisfied he was, by one tap; whether he is to be asked the server says, so a second tap elsewhere is refused there. */
function Survey({ asked }) {
  const [word, setWord] = useState('');
  const [busy, setBusy] = useState(false);
  const tap = async score => {
    if (busy) return;
    setBusy(true);
    try {
      await ask('POST', `/chat/${encodeURIComponent(TOKEN)}/score`, { score });
      setWord('Thank you.');
    } catch (refused) {
      setWord(refused.message || 'The server did not answer. Try again.');
    }
    setBusy(false);
  };
  if (!asked && !word) return '';
  return html`<section class="survey" aria-label="How satisfied were you?">
    ${asked && word !== 'Thank you.' && html`<p>How satisfied were you with this chat?</p>
    <div class="scores">${[1, 2, 3, 4, 5].map(score => html`<button type="button" key=${score} data-score=${score}
      aria-label=${`${score} of 5${score === 1 ? ', not at all' : score === 5 ? ', very' : ''}`} aria-disabled=${busy ? 'true' : undefined}
      onClick=${() => tap(score)}>${score}</button>`)}</div>
    <p class="ends label"><span>not at all</span><span>very</span></p>`}
    <p role="status">${word}</p>
  </section>`;
}

const MAIL_WORDS = {
  PENDING: 'The mail is on its way to the mail server.',
  SENT: 'The mail is sent.',
  ADDRESS_REFUSED: 'The mail could not be sent: mails to this address are not taken. Was it mistyped?',
  FAILED: 'The mail could not be sent. Try again later, or keep the chat as a text.',
};

/** What was said, by mail. */
function ByMail() {
  const path = `/chat/${encodeURIComponent(TOKEN)}/mail`;
  const [mail, setMail] = useState(null);
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState('');
  const first = useRef(null);
  const look = () => ask('GET', path).then(setMail, () => {}); // else he is not offered one
  useEffect(() => {
    look();
  }, []);
  useEffect(() => {
    if (!mail || mail.state !== 'PENDING') return undefined;
    const timer = setInterval(look, 2_000);
    return () => clearInterval(timer);
  }, [mail && mail.state]);
  useLayoutEffect(() => asking && first.current.focus(), [asking]);
  const send = async event => {
    event.preventDefault();
    setWrong('');
    try {
      setMail(await ask('POST', path, { address: new FormData(event.target).get('address') }));
      setAsking(false);
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
    }
  };
  if (!mail || !mail.offered) return null;
  return html`<div class="by-mail"><p role="status">${MAIL_WORDS[mail.state] || ''}</p>
    ${!asking && mail.state !== 'PENDING' && html`<p class="leave"><button type="button" class="quiet" data-focus="by-mail" onClick=${() => setAsking(true)}>Send me the chat by mail</button></p>`}
    ${asking && html`<form class="call-me" aria-label="The chat by mail" onSubmit=${send}>
      <label>To which address? <input ref=${first} name="address" type="email" maxlength="254" autocomplete="email" required data-focus="by-mail" /></label>
      <div class="leave"><button type="button" onClick=${() => setAsking(false)}>No mail</button>
      <button type="submit" class="main">Send</button></div>
      ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
    </form>`}</div>`;
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
    files: () => `/chat/${encodeURIComponent(TOKEN)}/attachments`,
    key: TOKEN,
    isRefused: leadsNowhere,
    isLookedAt,
  });
  const now = useNow(told.clockOffsetMs);
  const { room, connection, lines } = told;
  const [looked, setLooked] = useState(() => keptChat()?.read || 0); // the last line's sequence
  const last = lines.length > 0 ? lines[lines.length - 1].sequence : 0;
  const [calls, setCalls] = useState(false);
  const [called, setCalled] = useState(false);
  useEffect(() => {
    ways().then(known => setCalls(known.calls), () => {}); // else he is not offered to be called
  }, []);
  useEffect(() => {
    const look = () => isLookedAt() && setLooked(before => Math.max(before, last));
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [last]);
  useEffect(() => {
    const fresh = lines.filter(line => !line.mine && line.sequence > looked).length;
    document.title = `${fresh > 0 ? `(${fresh}) ` : ''}${room ? room.queueTitle : 'Chat'}`;
    if (room) keepChat(TOKEN, looked);
    tellSite({ going: fresh > 0 || !room || room.stage !== 'OVER' || room.called, unread: fresh });
  }, [last, looked, room]);
  useEffect(() => {
    if (EMBEDDED && connection === 'refused' && !room) anew(); // it is long over
  }, [connection, room]);
  if (connection === 'refused' && !room) {
    return html`<main class="chat"><h1>Chat</h1><p role="alert">This link leads nowhere: it was mistyped, or its chat is long over.</p></main>`;
  }
  return html`<div class="chat">
    <header class="top"><h1>${room ? room.queueTitle : 'Chat'}</h1><${Connection} connection=${connection} lastAtMs=${told.lastAtMs} />${!EMBEDDED && html`<${ThemeButton} />`}</header>
    <main>
      ${room && html`<${Stage} room=${room} now=${now} />`}
      ${room && room.stage === 'OVER' && html`<${Survey} asked=${room.survey} />`}
      <${Room} feed=${feed} told=${told} who=${(room && room.agent) || 'us'} label="What was said" />
      ${room && room.stage === 'WAITING' && calls && !called && html`<${CallMe} onCalled=${() => setCalled(true)} />`}
      ${room && (room.stage === 'OVER' || room.stage === 'TALKING') && lines.some(line => !line.mine) && html`<${ByMail} />`}
      ${room && room.stage === 'OVER' && EMBEDDED && html`<p class="leave"><button type="button" onClick=${anew}>Another chat</button></p>`}
      ${room && room.stage !== 'OVER' && html`<${Leave} feed=${feed} waiting=${room.stage !== 'TALKING'} />`}
    </main>
  </div>`;
}

/** Into a chat; the queue that was wished for stays with the page, for the next one. */
function goTo(link) {
  if (EMBEDDED) keepChat(link.split('/')[2], 0);
  location.replace(`${link}${location.hash}`);
}

/** Which ways there are between calls and chats. */
const ways = () => ask('GET', '/api/v1/chats/from-call');

/** For who waits on the telephone and was read out a code. */
function FromCall() {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const goOn = async event => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      const { link } = await ask('POST', '/api/v1/chats/from-call', { code: new FormData(event.target).get('code') });
      goTo(link);
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
      setBusy(false);
    }
  };
  return html`<form class="opening from-call" aria-label="Go on from a call" onSubmit=${goOn}>
    <label>You are waiting on the telephone? Go on here, at your place, by the code that you heard. Stay on the line until the chat is there.
      <input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" placeholder="123 456 789" required /></label>
    ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
    <button type="submit" class="main" aria-disabled=${busy ? 'true' : undefined}>Go on in the chat</button>
  </form>`;
}

/** For who waits on the telephone and was sent a link. He taps: programs that look what is behind links are not to take him off the line. */
function ByLink() {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const goOn = async () => {
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      const { link } = await ask('POST', '/api/v1/chats/from-call', { link: LINK });
      location.replace(link);
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
      setBusy(false);
    }
  };
  return html`<div class="chat"><header class="top"><h1>Chat with us</h1><${ThemeButton} /></header><main>
    <p>You are waiting on the telephone. Go on here, at your place in line; stay on the line until the chat is there.</p>
    ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
    <p><button type="button" class="main" data-focus="go-on" aria-disabled=${busy ? 'true' : undefined} onClick=${goOn}>Go on in the chat</button></p>
  </main></div>`;
}

/** Where anybody opens a chat for himself, if he may, and where who was read out a code goes on. */
function Opening() {
  const [queues, setQueues] = useState(null);
  const [codes, setCodes] = useState(null);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    ask('GET', '/api/v1/chats/from-web').then(answer => setQueues(answer.queues), failed => setWrong(failed.message));
    ways().then(known => setCodes(known.codes), failed => setWrong(failed.message));
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
      goTo(link);
    } catch (refused) {
      setWrong(refused.message || 'The server did not answer. Try again.');
      setBusy(false);
    }
  };
  const wanted = new URLSearchParams(location.hash.slice(1)).get('queue');
  return html`<div class="chat"><header class="top"><h1>Chat with us</h1>${!EMBEDDED && html`<${ThemeButton} />`}</header>
    ${wrong && html`<p role="alert" class="wrong">${wrong}</p>`}
    <main>
    ${codes && html`<${FromCall} />`}
    ${queues && queues.length === 0 && codes === false && html`<p>Chats are opened by a link here: ask for one.</p>`}
    ${queues && queues.length > 0 && html`<form class="opening" aria-label="Open a chat" onSubmit=${open}>
      <label>About <select name="queue">${queues.map(one => html`<option key=${one.queue} value=${one.queue} selected=${one.queue === wanted}>${one.title}</option>`)}</select></label>
      <label>Your name <input name="name" maxlength="80" autocomplete="name" /></label>
      <label>How can we help? <textarea name="text" rows="4" maxlength=${MAX_TEXT}></textarea></label>
      <button type="submit" class="main" aria-disabled=${busy ? 'true' : undefined}>Start the chat</button>
    </form>`}
    </main>
  </div>`;
}

/** Its browser keeps nothing for pages within those of other sites. */
function Elsewhere() {
  return html`<div class="chat"><header class="top"><h1>Chat with us</h1></header><main>
    <p>Your browser would forget the chat here. <a href=${location.href} target="_blank" rel="noopener">Open it in a window of its own</a></p></main></div>`;
}

const goesOn = TOKEN || LINK ? null : keptChat();
if (goesOn) location.replace(`/chat/${encodeURIComponent(goesOn.token)}${location.hash}`);
else show(TOKEN ? html`<${Chat} />` : LINK && !EMBEDDED ? html`<${ByLink} />` : FORGETFUL ? html`<${Elsewhere} />` : html`<${Opening} />`);
