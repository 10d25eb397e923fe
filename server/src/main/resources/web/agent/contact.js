// Who calls, why, and what is known of him.
import { html, useLayoutEffect, useRef } from '/web/vendor/htm-preact-3.1.1.js';
import { isWriting } from '/web/kit/focus.js';
import { clock, day, duration } from '/web/kit/format.js';

export function callerOf(contact) {
  return contact.callerName || contact.caller || (contact.channel === 'CHAT' ? 'Customer' : 'Number withheld');
}

function Fact({ label, children }) {
  return html`<div><dt>${label}</dt><dd>${children}</dd></div>`;
}

function Earlier({ contact, earlier, choices }) {
  if (!earlier || earlier.contactId !== contact.id) {
    return contact.endedAtMs ? '' : html`<p class="label">Earlier notes: looking…</p>`;
  }
  if (!earlier.known) return html`<p class="label">Earlier notes can not be read now.</p>`;
  if (earlier.notes.length === 0) {
    return html`<p class="label">${contact.caller ? 'No notes of earlier contacts from this number.' : contact.channel === 'CHAT' ? 'Whoever chats is known by no number.' : 'A withheld number matches nobody.'}</p>`;
  }
  const title = name => (choices.dispositions.find(known => known.name === name) || { title: name }).title;
  return html`<section class="earlier" aria-label="Notes of earlier contacts from this number">
    <h3>Earlier contacts from this number</h3>
    <ol>${earlier.notes.map(note => html`<li key=${`${note.contactId} ${note.atMs}`}>
      <p class="label"><time>${day(note.atMs)} ${clock(note.atMs)}</time>, ${note.agent || 'somebody'}${note.disposition
        ? html`: <strong>${title(note.disposition)}</strong>` : ''}</p>
      ${note.note && html`<p class="note">${note.note}</p>`}
    </li>`)}</ol>
  </section>`;
}

function phase(contact, desk) {
  if (contact.endedAtMs) return 'Talk over';
  if (contact.connectedAtMs) {
    if (desk.state === 'CONSULTING') return 'Parked while you consult'; // by music, as on hold
    return contact.held ? 'On hold' : 'Talking';
  }
  return desk.state === 'OFFERED' ? contact.channel === 'CHAT' ? 'A chat for you' : 'Ringing for you' : 'Connecting';
}

/** The contact that rings, talks, or was the last; an offer takes the focus unless somebody is just writing. */
export function Contact({ contact, desk, earlier, choices, now }) {
  const heading = useRef(null);
  const rings = desk.state === 'OFFERED' && !contact.connectedAtMs;
  useLayoutEffect(() => {
    if (rings && !isWriting()) heading.current.focus();
  }, [contact.id, rings]);
  const waitedMs = (contact.offeredAtMs ?? contact.connectedAtMs ?? now) - contact.enqueuedAtMs;
  const talkedMs = contact.connectedAtMs ? Math.max(0, (contact.endedAtMs ?? now) - contact.connectedAtMs) : null; // 0 as such would be shown
  return html`<article class=${`contact ${rings ? 'rings' : ''}`} data-contact=${contact.id} aria-labelledby="contact-who">
    <header>
      <p class="phase">${phase(contact, desk)}${rings ? html` <span class="timer">${duration(now - contact.offeredAtMs)}</span>` : ''}</p>
      <h2 id="contact-who" tabindex="-1" ref=${heading}>${callerOf(contact)}</h2>
      ${contact.callerName && contact.caller ? html`<p class="number">${contact.caller}</p>` : ''}
    </header>
    <dl>
      <${Fact} label="Queue">${contact.queueTitle}<//>
      ${contact.skills.length > 0 && html`<${Fact} label=${contact.planStep > 1 ? `Asked for, step ${contact.planStep}` : 'Asked for'}>${
        contact.skills.join(', ')}<//>`}
      <${Fact} label="Waited">${duration(waitedMs)}<//>
      ${talkedMs !== null && html`<${Fact} label="Talk">${duration(talkedMs)}<//>`}
      ${contact.priority !== 0 && html`<${Fact} label="Priority">${contact.priority}<//>`}
      ${contact.dialled && html`<${Fact} label="Dialled">${contact.dialled}<//>`}
      ${contact.customer && html`<${Fact} label=${contact.customerFound ? 'Customer, by number' : 'Customer'}>${contact.customer}<//>`}
      ${contact.channel !== 'VOICE' && html`<${Fact} label="Channel">${contact.channel.toLowerCase()}<//>`}
    </dl>
    ${contact.crmLink && html`<p><a href=${contact.crmLink} target="_blank" rel="noopener noreferrer">Open in the CRM
      <span class="hidden">(in a new tab)</span> ↗</a></p>`}
    ${!contact.endedAtMs && html`<${Earlier} contact=${contact} earlier=${earlier} choices=${choices} />`}
  </article>`;
}
