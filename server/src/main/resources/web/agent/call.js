// The call in hand: what its phone can be told, and what can not says why.
import { html, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { ask } from '/web/kit/session.js';
import { KeyButton } from '/web/agent/orders.js';

const LOOK_SELDOM_MS = 10_000;
const LOOK_OFTEN_MS = 2_000;
const LOOK_WHILE_RINGING_MS = 1_000;

/**
 * When to look again at the call that was told, or at what was not. The feed tells of much of it, but not when a phone begins to ring that can be
 * told to pick up; while three have a part in the call, of no keys by which the agent changes sides and of no guest who leaves; and never that a
 * PBX is back that could not tell.
 */
function lookAfterMs(told, contact) {
  if (!told) return LOOK_OFTEN_MS;
  if (!told.call) return contact.channel === 'VOICE' ? LOOK_OFTEN_MS : LOOK_SELDOM_MS;
  if (told.call.state === 'OFFERED') return LOOK_WHILE_RINGING_MS;
  return told.call.consult || told.call.conference ? LOOK_OFTEN_MS : LOOK_SELDOM_MS;
}

/**
 * How the call stands, or null if there is none; looked at as soon as the desk or the connection changes, after each order, and now and then. A
 * look that fails says nothing of the call: what was seen last stands until one succeeds.
 */
function useCall(desk, live) {
  const [call, setCall] = useState(null);
  const latest = useRef(0);
  const next = useRef(null);
  const look = async () => {
    clearTimeout(next.current);
    const asked = ++latest.current;
    const told = await ask('GET', `/api/v1/agents/${encodeURIComponent(desk.name)}/call`).catch(() => null);
    if (asked !== latest.current) return;
    if (told && told.call) setCall(told);
    next.current = setTimeout(look, lookAfterMs(told, desk.contact));
  };
  const contact = desk.contact.id;
  useEffect(() => {
    look();
  }, [live, desk.state, contact, desk.contact.held, desk.contact.connectedAtMs]);
  useEffect(() => () => {
    latest.current += 1;
    clearTimeout(next.current);
  }, []);
  return [call && call.call.contactId === contact ? call : null, look];
}

const CONSULTS = { CALLING: 'calling', TALKING: 'talking' };

/** With whom else the agent is; said aloud when it changes. */
function inWords({ consult, conference }) {
  if (consult) {
    return `Consulting ${consult.with || 'somebody'}: ${CONSULTS[consult.state] || consult.state.toLowerCase()}${
      consult.withCustomer ? '; you hear the customer' : ''}.`;
  }
  return conference ? 'Conference: all three talk. Who hangs up leaves the other two.' : '';
}

/** To whom: a colleague or a queue by name, else a number. */
function target(text, agents, queues) {
  if (agents.includes(text)) return { agent: text };
  return queues.includes(text) ? { queue: text } : { number: text.replace(/[\s()/-]/g, '') };
}

/** Asks for a target before it gives the order; Escape leaves it. */
function ToWhom({ what, label, order, busy, onDone }) {
  const [text, setText] = useState('');
  const [known, setKnown] = useState({ agents: [], queues: [] });
  const field = useRef(null);
  useLayoutEffect(() => field.current.focus(), []);
  useEffect(() => {
    Promise.all([ask('GET', '/api/v1/agents'), ask('GET', '/api/v1/queues')])
      .then(([agents, queues]) => setKnown({ agents: agents.agents, queues: queues.queues }))
      .catch(() => {}); // names can be typed all the same
  }, []);
  const go = async () => {
    const agents = known.agents.map(agent => agent.name);
    if (await order(what, target(text.trim(), agents, known.queues.map(queue => queue.name)))) onDone();
  };
  return html`<form class="to-whom" aria-label=${label} onSubmit=${event => { event.preventDefault(); if (text.trim()) go(); }}
      onKeyDown=${event => event.key === 'Escape' && onDone()}>
    <label>${label}
      <input ref=${field} name="target" list="targets" value=${text} autocomplete="off" autocapitalize="none" spellcheck=${false}
        onInput=${e => setText(e.target.value)} />
      <span class="label">A colleague, a queue, or a number. Enter does it, Esc leaves it.</span></label>
    <datalist id="targets">
      ${known.queues.map(queue => html`<option key=${queue.name} value=${queue.name}>queue, ${queue.waiting} waiting</option>`)}
      ${known.agents.filter(agent => agent.state === 'READY').map(agent => html`<option key=${agent.name} value=${agent.name}>${agent.title}, ready</option>`)}
    </datalist>
    <button type="submit" aria-disabled=${busy || !text.trim() ? 'true' : undefined}>${what === 'transfer' ? 'Transfer now' : 'Consult now'}</button>
  </form>`;
}

/** For a desk with a contact in hand; live says whether its feed is. */
export function CallOrders({ desk, live, orders }) {
  const [call, look] = useCall(desk, live);
  const [asking, setAsking] = useState(null);
  const hand = call && call.call;
  useEffect(() => setAsking(null), [hand && hand.contactId, hand && hand.consult === null]);
  if (!hand) return html`<p class="label">Answer, and hang up, at your phone.</p>`;
  const order = async (what, body) => {
    const done = await orders.order(`call/${what}`, body);
    look();
    return done;
  };
  const button = (what, label, letter, options = {}) => {
    const cell = call.capabilities.find(one => one.order === what);
    return html`<${KeyButton} key=${what} label=${label} letter=${letter} kind=${options.kind} busy=${orders.busy}
      why=${(cell && !cell.possible && cell.reason) || options.why || ''}
      onPress=${options.press || (() => order(what))} />`;
  };
  const talks = hand.state === 'TALKING';
  const consult = hand.consult;
  const rings = consult && consult.state === 'CALLING' ? 'Not before somebody answers.' : '';
  return html`<section class="orders call" aria-label="The call">
    <p role="status">${inWords(hand)}</p>
    ${hand.state === 'OFFERED' && [button('accept', 'Accept', 'A', { kind: 'main' }), button('decline', 'Decline', 'X')]}
    ${talks && !consult && [
      !hand.conference && (hand.held ? button('resume', 'Back from hold', 'H', { kind: 'main' }) : button('hold', 'Hold', 'H')),
      hand.muted ? button('unmute', 'Be heard again', 'M', { kind: 'main' }) : button('mute', 'Mute', 'M'),
      !hand.conference && button('transfer', 'Transfer', 'T', { press: () => setAsking('transfer') }),
      !hand.conference && button('consult', 'Consult', 'C', { why: hand.held ? 'First take the customer back.' : '', press: () => setAsking('consult') }),
    ]}
    ${talks && consult && [
      button('complete', 'Hand over', 'K', { kind: 'main' }),
      button('conference', 'Conference', 'J', { why: rings }),
      button('swap', 'Change sides', 'Y', { why: rings }),
      button('cancel', 'Back to the customer', 'B'),
    ]}
    ${talks && button('hang-up', 'Hang up', 'Q', { why: consult ? 'First hand over, or go back to the customer.' : '' })}
    ${asking && !consult && html`<${ToWhom} key=${asking} what=${asking} busy=${orders.busy} order=${order}
      label=${asking === 'transfer' ? 'Transfer to' : 'Consult'} onDone=${() => setAsking(null)} />`}
  </section>`;
}
