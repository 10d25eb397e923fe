// What the talk came to: a disposition and a note. What is not saved yet outlives a reload of the page.
import { html, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { clock } from '/web/kit/format.js';
import { KeyButton } from '/web/agent/orders.js';

const MAX_NOTE = 2000;
const MAX_KEPT = 20; // an agent has several chats at once, and a call beside them
const EMPTY = { disposition: '', note: '', saved: null, savedAtMs: null };

function kept(contactId) {
  const text = sessionStorage.getItem(`usher.note.${contactId}`);
  return text ? JSON.parse(text) : EMPTY;
}

function keep(contactId, draft) {
  const number = key => Number(key.split('.')[2]); // contacts' numbers rise
  const others = Object.keys(sessionStorage).filter(key => key.startsWith('usher.note.') && number(key) !== contactId);
  others.sort((one, other) => number(other) - number(one)).slice(MAX_KEPT - 1).forEach(key => sessionStorage.removeItem(key));
  sessionStorage.setItem(`usher.note.${contactId}`, JSON.stringify(draft));
}

/**
 * One contact's, whose id is its key. Comes into focus when the after-call work begins, and again by its own key, unless it is one of several:
 * those have no keys of their own.
 */
export function NoteForm({ contact, choices, orders, wrapsUp, oneOfMany }) {
  const [draft, setDraft] = useState(() => kept(contact.id));
  const written = useRef(draft); // also for a save that comes back: what was typed meanwhile stays, unsaved
  const first = useRef(null);
  useLayoutEffect(() => {
    if (wrapsUp && !['TEXTAREA', 'SELECT'].includes(document.activeElement.tagName)) first.current.focus();
  }, [wrapsUp, contact.id]);
  const change = part => {
    written.current = { ...written.current, ...part };
    keep(contact.id, written.current);
    setDraft(written.current);
  };
  const said = JSON.stringify([draft.disposition, draft.note.trim()]);
  const why = !draft.disposition && !draft.note.trim() ? 'Nothing is said yet.'
    : said === draft.saved ? `Saved at ${clock(draft.savedAtMs)}.` : '';
  const save = async () => {
    const done = await orders.order('notes', {
      contact: contact.id, disposition: draft.disposition || null, note: draft.note.trim() || null,
    });
    if (done && first.current) change({ saved: said, savedAtMs: Date.now() }); // unless the form is the next contact's by now
  };
  const possible = choices.dispositions.filter(one => one.queues.length === 0 || one.queues.includes(contact.queue));
  return html`<form class="note-form" aria-label=${oneOfMany ? `What the chat with ${contact.name || 'the customer'} came to` : 'What it came to'} onSubmit=${event => event.preventDefault()}>
    <label>It came to
      <select ref=${first} name="disposition" value=${draft.disposition} onChange=${e => change({ disposition: e.target.value })}>
        <option value="">–</option>
        ${possible.map(one => html`<option key=${one.name} value=${one.name}>${one.title}</option>`)}
      </select></label>
    <label><span class="said">Note <span class="count">${draft.note.length} of ${MAX_NOTE}</span></span>
      <textarea name="note" rows="4" maxlength=${MAX_NOTE} value=${draft.note}
        onInput=${e => change({ note: e.target.value })}></textarea></label>
    <div class="orders">
      <${KeyButton} label="Save" letter=${oneOfMany ? '' : 'S'} kind="main" why=${why} busy=${orders.busy} onPress=${save} />
      ${!oneOfMany && html`<${KeyButton} label="To the note" letter="N" onPress=${() => first.current.focus()} />`}
    </div>
  </form>`;
}
