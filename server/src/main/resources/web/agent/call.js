// The call in hand: what its phone can be told, and what can not says why.
import { html, useEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { ask } from '/web/kit/session.js';
import { KeyButton } from '/web/agent/orders.js';

const LOOK_EVERY_MS = 2000;

/**
 * How the call stands, or null if there is none; looked at as soon as the desk changes and after each order. While three have a part in it,
 * also now and then: the feed tells of no keys by which the agent changes sides at his phone, and of no guest who leaves.
 */
function useCall(desk) {
  const [call, setCall] = useState(null);
  const latest = useRef(0);
  const look = async () => {
    const asked = ++latest.current;
    try {
      const told = await ask('GET', `/api/v1/agents/${encodeURIComponent(desk.name)}/call`);
      if (asked === latest.current) setCall(told);
    } catch (refused) {
      if (asked === latest.current) setCall(null);
    }
  };
  const contact = desk.contact && desk.contact.id;
  const three = Boolean(call && call.call && (call.call.consult || call.call.conference));
  useEffect(() => {
    look();
    const timer = three && setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [three, desk.state, contact, desk.contact && desk.contact.held, desk.contact && desk.contact.connectedAtMs]);
  return [call && call.call && call.call.contactId === contact ? call : null, look];
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
  useEffect(() => {
    field.current.focus();
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

export function CallOrders({ desk, orders }) {
  const [call, look] = useCall(desk);
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
