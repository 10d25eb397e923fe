// The agent's desk: what I am doing, who calls and why, and what it came to.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { Connection, Me, Notice, ThemeButton, show, useNow } from '/web/kit/components.js';
import { isWriting } from '/web/kit/focus.js';
import { AGENT_STATES, clock, duration, percent, outcome } from '/web/kit/format.js';
import { goToLogin, whoAmI } from '/web/kit/session.js';
import { CallOrders } from '/web/agent/call.js';
import { ChatOffer, Chats } from '/web/agent/chats.js';
import { Contact, callerOf } from '/web/agent/contact.js';
import { DeskFeed } from '/web/agent/feed.js';
import { NoteForm } from '/web/agent/note.js';
import { KeyButton, useOrders } from '/web/agent/orders.js';

const LAST_SHOWN_MS = 15 * 60_000;
const PHONE_KEY = 'usher.desk.phones';
const BOUND = ['OFFERED', 'ON_CONTACT', 'CONSULTING'];

function stateOf(desk) {
  const [, label, kind] = AGENT_STATES.find(([state]) => state === desk.state);
  return { label: desk.state === 'PAUSED' ? `Paused: ${desk.reason}` : label, kind };
}

/** What comes after the call, if anything was asked for. */
function pendingWords(desk) {
  if (desk.pending === 'LOG_OUT') return 'You will be logged out when this is done.';
  return desk.pending === 'PAUSE' ? `You will be paused when this is done: ${desk.pendingReason}.` : '';
}

function detail(desk, now) {
  if (desk.away) return `Your page was gone, so nobody was put through to you. Away since ${clock(desk.sinceMs)}.`;
  if (desk.cause) return `The last offer: ${outcome(desk.cause)}.`;
  if (desk.heldBackUntilMs > now) return `A breath: the next caller in ${duration(desk.heldBackUntilMs - now)}.`;
  if (desk.wrapUpEndsAtMs) return `Ends by itself in ${duration(desk.wrapUpEndsAtMs - now)}.`;
  return desk.state === 'BUSY_ELSEWHERE' ? 'Your phone is in a call of your own, or a colleague consults you.' : '';
}

function State({ desk, now }) {
  const { label, kind } = stateOf(desk);
  return html`<section class=${`state ${kind}`} aria-label="My state">
    <p class="label">${desk.title}</p>
    <h2><span role="status">${label}</span></h2>
    <p class="timer" role="timer" aria-label="In this state since">${duration(now - desk.sinceMs)}</p>
    <p class="detail">${detail(desk, now)}</p>
    ${desk.pending !== 'NONE' && html`<p class="pending" role="status">${pendingWords(desk)}</p>`}
    <p class="label">${desk.devices.length > 0 ? `At ${desk.devices.join(', ')}` : ''}</p>
  </section>`;
}

/** What can be asked for now; what can not says why. */
function Orders({ desk, choices, orders }) {
  const bound = BOUND.includes(desk.state);
  const resumes = desk.pending !== 'NONE' || ['PAUSED', 'NOT_RESPONDING'].includes(desk.state);
  const whyNotReady = desk.state === 'READY' ? 'You are ready.'
    : desk.state === 'UNREACHABLE' ? 'Your phone can not be reached.'
      : 'First finish what you are doing.';
  return html`<section class="orders" aria-label="Orders">
    ${desk.state === 'WRAP_UP' && html`<${KeyButton} label="Wrap-up is done" letter="W" kind="main" busy=${orders.busy}
      onPress=${() => orders.order('wrap-up/end')} />`}
    <${KeyButton} label=${desk.pending === 'NONE' ? 'Ready' : 'Stay ready'} letter="R" kind=${resumes ? 'main' : ''} busy=${orders.busy}
      why=${resumes ? '' : whyNotReady} onPress=${() => orders.order('resume')} />
    ${choices.reasons.map((reason, place) => html`<${KeyButton} key=${reason} label=${`Pause: ${reason}`}
      letter=${place < 9 ? String(place + 1) : ''} busy=${orders.busy}
      why=${desk.reason === reason ? 'That is what you are doing.' : ''}
      onPress=${() => orders.order('pause', { reason })} />`)}
    <${KeyButton} label=${bound || desk.state === 'WRAP_UP' ? 'Go home after this' : 'Go home'} letter="O" busy=${orders.busy}
      why=${desk.pending === 'LOG_OUT' ? 'You will, after this.' : ''} onPress=${() => orders.order('logout')} />
  </section>`;
}

/** At which phones I work today; the last ones are remembered. */
function GoToWork({ phones, orders }) {
  const [chosen, setChosen] = useState(localStorage.getItem(PHONE_KEY) || '');
  const field = useRef(null);
  useLayoutEffect(() => {
    if (!isWriting()) field.current.focus(); // he may have been logged out over his note
  }, []);
  const start = async () => {
    const devices = chosen.split(',').map(name => name.trim()).filter(Boolean);
    if (await orders.order('login', { devices })) localStorage.setItem(PHONE_KEY, chosen);
  };
  return html`<form class="go-to-work" aria-label="Go to work" onSubmit=${event => { event.preventDefault(); start(); }}>
    <h2>Go to work</h2>
    <label>My phone
      <input ref=${field} name="phones" list="phones" value=${chosen} required autocomplete="off" autocapitalize="none"
        spellcheck=${false} placeholder="1/agent1" onInput=${e => setChosen(e.target.value)} />
      <span class="label">PBX and name, for example 1/agent1; several with commas between them.</span></label>
    <datalist id="phones">${phones.map(phone => html`<option key=${phone.name} value=${phone.name}>${
      phone.external ? 'outside' : 'free'}</option>`)}</datalist>
    <${KeyButton} label="Log in at this phone" letter="L" kind="main" busy=${orders.busy}
      why=${chosen.trim() ? '' : 'Say at which phone.'} onPress=${start} />
  </form>`;
}

function Figure({ label, value, formula }) {
  return html`<div><dt>${label}</dt><dd>${value}</dd><dd class="formula">${formula}</dd></div>`;
}

function Figures({ figures }) {
  return html`<section class="figures" aria-label="My figures since midnight"><h2>Today</h2><dl>
    <${Figure} label="Handled" value=${figures.handled} formula="talks that are over" />
    <${Figure} label="AHT" value=${duration(figures.ahtMs)} formula="(talk + hold + wrap-up) ÷ handled" />
    <${Figure} label="Talk" value=${duration(figures.talkMs)} formula=${`and ${duration(figures.holdMs)} of hold`} />
    <${Figure} label="Wrap-up" value=${duration(figures.wrapUpMs)} formula="after-call work after talks" />
    <${Figure} label="Occupancy" value=${percent(figures.occupancy)} formula="busy ÷ (busy + ready); busy: rung, talk, wrap-up" />
    <${Figure} label="Offers" value=${figures.offers}
      formula=${`${figures.notAnswered} not answered (RNA), ${figures.declined} declined or busy`} />
  </dl></section>`;
}

/** The last talk stays at hand for a while: what it came to can be said later, too. */
function shownContact(desk, now) {
  if (desk.contact) return desk.contact;
  const last = desk.last;
  return last && (desk.state === 'WRAP_UP' || now - last.endedAtMs < LAST_SHOWN_MS) ? last : null;
}

function Desk({ told, now }) {
  const { desk, choices, figures, phones, notices, chats, earlier } = told;
  const orders = useOrders(desk.name);
  const out = desk.state === 'LOGGED_OUT';
  const contact = shownContact(desk, now);
  const notes = contact && contact.channel !== 'CHAT' && (contact.connectedAtMs || contact.endedAtMs); // a chat has its own beside its words
  useEffect(orders.forget, [desk.state]);
  return html`<main class="desk" data-state=${desk.state}>
    <div class="me-now">
      <${State} desk=${desk} now=${now} />
      <p role="alert" class=${orders.wrong ? 'wrong' : 'hidden'}>${orders.wrong}</p>
      ${out ? html`<${GoToWork} phones=${phones || []} orders=${orders} />`
        : html`<${Orders} desk=${desk} choices=${choices} orders=${orders} />`}
    </div>
    <div class="work">
      ${notices.map(notice => html`<${Notice} key=${notice.queue} notice=${notice} title=${notice.queueTitle} now=${now} />`)}
      ${contact ? html`<${Contact} contact=${contact} desk=${desk} earlier=${earlier} choices=${choices} now=${now} />`
        : chats.length === 0 && html`<section class="nobody" aria-label="Contact"><p>${desk.state === 'READY' ? 'Nobody is waiting for you.'
          : out ? 'You are not at work.' : 'No contact.'}</p></section>`}
      ${chats.filter(chat => chat.stage === 'OFFERED').map(chat => html`<${ChatOffer} key=${chat.id} chat=${chat} orders=${orders} />`)}
      ${desk.contact && desk.contact.channel !== 'CHAT' && html`<${CallOrders} desk=${desk} live=${told.connection === 'live'} orders=${orders} />`}
      ${notes && html`<${NoteForm} key=${contact.id} contact=${contact} choices=${choices} orders=${orders} wrapsUp=${desk.state === 'WRAP_UP'} />`}
      <${Chats} chats=${chats} choices=${choices} now=${now} orders=${orders} />
    </div>
    ${figures && html`<${Figures} figures=${figures} />`}
  </main>`;
}

/** Said aloud, once, and shown in the tab, when something rings. */
function Announcement({ desk }) {
  const contact = desk && desk.state === 'OFFERED' ? desk.contact : null;
  return html`<p class="hidden" role="alert" aria-live="assertive">${contact
    ? `Offer: ${callerOf(contact)}, ${contact.queueTitle}. ${contact.channel === 'CHAT' ? 'A chat: Alt A takes it.' : 'Answer at your phone.'}` : ''}</p>`;
}

/** What to say to who has no desk, or none any more. */
function NoDesk({ connection, closed }) {
  const [who, setWho] = useState(null);
  useEffect(() => {
    if (connection !== 'refused') return;
    whoAmI().then(person => (person ? setWho(person) : goToLogin()));
  }, [connection]);
  if (closed) {
    return html`<main class="loading"><p role="alert">This desk is closed: the centre has no agent of your name any more. A talk that goes on does so at your phone.</p></main>`;
  }
  if (connection === 'live') return html`<main class="loading">The centre knows no agent of your name (or this server only stands by).</main>`;
  return html`<main class="loading">${who ? `${who.name}, you are logged in, but as no agent: a desk is for people with the role AGENT who are an agent of the centre.`
    : 'Usher desk: connecting…'}</main>`;
}

function Page() {
  const [told, setTold] = useState({ connection: 'connecting', desk: null, lastAtMs: null, clockOffsetMs: 0 });
  const feed = useMemo(() => new DeskFeed(setTold), []);
  useEffect(() => feed.start(), [feed]);
  const now = useNow(told.clockOffsetMs);
  const { desk, connection } = told;
  const live = connection === 'live';
  useEffect(() => {
    if (connection === 'refused') whoAmI().then(who => who || goToLogin());
  }, [connection]);
  useEffect(() => {
    document.title = !live ? '⚠ Usher desk'
      : desk && desk.state === 'OFFERED' && desk.contact ? `☎ ${callerOf(desk.contact)}`
        : desk ? `${stateOf(desk).label} · Usher` : 'Usher desk';
  }, [live, desk]);
  return html`<div class=${live ? 'page' : 'page stale'}>
    <header class="top">
      <h1>Usher</h1>
      <${Connection} connection=${connection} lastAtMs=${told.lastAtMs} />
      <time>${clock(now)}</time>
      <${Me} />
      <${ThemeButton} />
    </header>
    <${Announcement} desk=${desk} />
    ${desk && told.choices ? html`<${Desk} told=${told} now=${live ? now : told.lastAtMs} />` : html`<${NoDesk} connection=${connection} closed=${told.closed} />`}
  </div>`;
}

show(html`<${Page} />`);
