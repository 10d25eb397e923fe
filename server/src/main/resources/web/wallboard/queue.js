// One queue: who stands in line, who talks with whom, its door and its notice.
import { html } from '/web/vendor/htm-preact-3.1.1.js';
import { Notice } from '/web/kit/components.js';
import { duration } from '/web/kit/format.js';
import { ask } from '/web/kit/session.js';
import { Orders, Part, Refusal, When, useAnswer } from '/web/wallboard/panel.js';
import { result, stage } from '/web/wallboard/words.js';

const KINDS = { VOICE: 'call', CALLBACK: 'callback', CHAT: 'chat' };

function Contact({ contact, place, now, onContact, onAgent }) {
  const inLine = contact.stage === 'WAITING' || contact.stage === 'RINGING';
  return html`<tr data-contact=${contact.contactId}>
    <td class="number">${place}</td>
    <td><button type="button" class="link" onClick=${() => onContact(contact.contactId)}>${contact.contactId}</button></td>
    <td>${contact.caller || 'withheld'}${contact.callerName ? html` <span class="label">${contact.callerName}</span>` : ''}</td>
    <td>${KINDS[contact.channel]}, ${stage(contact.stage)}${contact.agents.length > 0 ? (contact.stage === 'RINGING' ? ' at ' : ' with ') : ''}${
      contact.agents.map((name, i) => html`${i > 0 ? ', ' : ''}<button type="button" class="link" onClick=${() => onAgent(name)}>${name}</button>`)}</td>
    <td class="number">${duration(now - (inLine ? contact.enqueuedAtMs : contact.sinceMs))}</td>
    <td class="number">${contact.priority || ''}</td>
  </tr>`;
}

function Contacts({ title, empty, contacts, numbered, ...rest }) {
  return html`<${Part} title=${title} hint=${contacts.length || ''} data-part=${numbered ? 'line' : 'talks'}>
    ${contacts.length === 0 ? html`<p class="label">${empty}</p>` : html`<table>
      <thead><tr><th class="number">${numbered ? 'Place' : html`<span class="hidden">Place</span>`}</th><th>Contact</th><th>Caller</th><th>State</th>
        <th class="number">${numbered ? 'Waits' : 'For'}</th><th class="number">Priority</th></tr></thead>
      <tbody>${contacts.map((contact, i) => html`<${Contact} key=${contact.contactId} contact=${contact}
        place=${numbered ? i + 1 : ''} ...${rest} />`)}</tbody></table>`}
  <//>`;
}

const SOUND = '[A-Za-z0-9_][A-Za-z0-9_\\/\\-]{0,79}';

/** Offers to set the queue's notice, or another in its place, and to take it back. */
function noticeOrders(queue, path, now) {
  const { notice } = queue;
  const clockOffsetMs = now - Date.now();
  const left = notice?.untilMs ? Math.max(1, Math.round((notice.untilMs - now) / 60_000)) : '';
  return [{
    name: 'notice', label: notice ? 'Change the notice…' : 'Set a notice…', confirm: 'Show it',
    question: `What is there to know of ${queue.title}? The wallboard and its agents see it, callers hear the sound before the music, until it is over, they press a key or an agent is free for them.`,
    fields: [
      { name: 'text', label: 'Notice', input: { maxlength: 500, defaultValue: notice?.text || '', class: 'wide' } },
      { name: 'sound', label: 'Sound in Asterisk, if any', input: {
        required: false, maxlength: 80, pattern: SOUND, defaultValue: notice?.sound || '', placeholder: 'custom/north', title: 'letters, digits, - _ and /, without the file’s ending',
      } },
      { name: 'minutes', label: 'Goes by itself after minutes, if ever', input: { type: 'number', required: false, min: 1, max: 10_080, step: 1, defaultValue: left } },
    ],
    give: async ({ text, sound, minutes }) => result(await ask('PUT', `${path}/notice`, {
      text, sound: sound || null, untilMs: minutes ? Date.now() + clockOffsetMs + minutes * 60_000 : null,
    })),
  }, ...(notice ? [{
    name: 'no-notice', label: 'Take the notice back…', confirm: 'Take it back', question: `Show and play the notice of ${queue.title} no longer?`,
    give: async () => result(await ask('DELETE', `${path}/notice`)),
  }] : [])];
}

function orders(queue, now) {
  const path = `/api/v1/queues/${encodeURIComponent(queue.name)}`;
  const emergency = queue.status === 'EMERGENCY';
  return [queue.status === 'CLOSED' ? {
    name: 'open', label: 'Open the queue…', confirm: `Open ${queue.title}`, question: `Let callers into ${queue.title} again?`,
    give: async () => result(await ask('POST', `${path}/open`)),
  } : {
    name: 'close', label: 'Close the queue…', confirm: `Close ${queue.title}`, danger: true,
    question: `Let nobody into ${queue.title} any more? What becomes of who waits is said by the queue’s when_closed.`,
    give: async () => result(await ask('POST', `${path}/close`)),
  }, {
    name: 'emergency', danger: !emergency,
    label: emergency ? 'End the emergency…' : 'Emergency…',
    confirm: emergency ? 'End the emergency' : 'Call the emergency',
    question: emergency ? `Let callers into ${queue.title} again, as far as its door lets them?`
      : `Let no new caller into ${queue.title}? Each hears the emergency’s words and goes on in the dialplan as EMERGENCY. Who waits is served.`,
    give: async () => result(await ask('POST', `${path}/emergency`, { on: !emergency })),
  }, ...noticeOrders(queue, path, now)];
}

/** Who was not satisfied of late; nothing if nobody. Asked for seldom: it changes seldom. */
function LowScores({ queue, onContact, onAgent }) {
  const { answer } = useAnswer('/api/v1/surveys/low', 10_000);
  const scores = (answer?.scores || []).filter(one => one.queue === queue.name).slice(0, 20);
  return scores.length === 0 ? '' : html`<${Part} title="Not satisfied" hint="the latest first" data-part="low-scores">
    <ul>${scores.map(one => html`<li key=${one.contactId} data-low-score=${one.contactId}><${When} ms=${one.atMs} /> ${one.score} of 5, contact${' '}
      <button type="button" class="link" onClick=${() => onContact(one.contactId)}>${one.contactId}</button>${
      one.agent && html` with <button type="button" class="link" onClick=${() => onAgent(one.agent)}>${one.agent}</button>`}</li>`)}</ul><//>`;
}

/** Shows this queue, a row of the feed. */
export function QueuePanel({ queue, now, onContact, onAgent }) {
  const told = useAnswer(`/api/v1/queues/${encodeURIComponent(queue.name)}/contacts`);
  const all = told.answer?.contacts || [];
  const line = all.filter(contact => contact.stage === 'WAITING' || contact.stage === 'RINGING');
  const others = all.filter(contact => !line.includes(contact));
  return html`
    ${queue.notice && html`<div data-part="notice"><${Notice} notice=${queue.notice} now=${now} />
      <p class="label">${queue.notice.sound ? `Callers hear ${queue.notice.sound}.` : 'Callers hear nothing of it.'}</p></div>`}
    <${Orders} orders=${orders(queue, now)} onDone=${told.again} />
    <${LowScores} queue=${queue} onContact=${onContact} onAgent=${onAgent} />
    <${Refusal} refusal=${told.refusal} />
    ${told.answer && html`
      <${Contacts} title="In line" empty="Nobody waits." contacts=${line} numbered now=${now} onContact=${onContact} onAgent=${onAgent} />
      <${Contacts} title="With an agent" empty="Nobody talks." contacts=${others} now=${now} onContact=${onContact} onAgent=${onAgent} />
      ${told.answer.next && html`<p class="label">These are the first ${all.length}; the API shows the others.</p>`}`}`;
}
