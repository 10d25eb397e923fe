// The panel beside the wallboard, in which a supervisor looks into one queue, contact or agent and gives orders.
import { html, useCallback, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { sameThing } from '/web/kit/focus.js';
import { clock } from '/web/kit/format.js';
import { ask } from '/web/kit/session.js';

const EVERY_MS = 2_000;

/** What the server says at this address, asked again and again while it is shown: {answer, refusal, again}. */
export function useAnswer(path, everyMs = EVERY_MS) {
  const [told, setTold] = useState({ path, answer: null, refusal: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer;
    let gone = false;
    const look = async () => {
      try {
        const answer = await ask('GET', path);
        if (!gone) setTold({ path, answer, refusal: null });
      } catch (refused) {
        if (!gone) setTold(before => ({ path, answer: before.path === path ? before.answer : null, refusal: refused }));
      }
      if (!gone && everyMs > 0) timer = setTimeout(look, everyMs);
    };
    look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path, everyMs, turn]);
  const again = useCallback(() => setTurn(before => before + 1), []);
  return { ...(told.path === path ? told : { answer: null, refusal: null }), again };
}

/** A point in time, and its date for programs and pointers. */
export function When({ ms }) {
  return html`<time datetime=${new Date(ms).toISOString()} title=${new Date(ms).toLocaleString()}>${clock(ms)}</time>`;
}

/** The panel: a dialog that Escape closes. It begins anew, with the focus at its top, whenever it is about something else. */
export function Panel({ label, about, onBack, onClose, children }) {
  const dialog = useRef(null);
  const heading = useRef(null);
  useLayoutEffect(() => {
    const box = dialog.current;
    const opener = document.activeElement.dataset.focus;
    box.showModal();
    // the browser gives the focus back to what opened it; if that was made anew meanwhile, it is given to this
    return () => (box.contains(document.activeElement) || document.activeElement === document.body) && sameThing(opener)?.focus();
  }, []);
  useLayoutEffect(() => {
    heading.current.focus();
    dialog.current.scrollTop = 0;
  }, [about]);
  // a click beside it, on the backdrop, is one on the dialog itself
  const beside = event => event.target === dialog.current && dialog.current.close();
  return html`<dialog class="panel" ref=${dialog} aria-labelledby="panel-title" onClose=${onClose} onClick=${beside}>
    <div class="inside">
      <header>
        ${onBack && html`<button type="button" class="quiet" onClick=${onBack}>← Back</button>`}
        <h2 id="panel-title" tabindex="-1" ref=${heading}>${label}</h2>
        <button type="button" class="quiet" onClick=${() => dialog.current.close()}>Close</button>
      </header>
      ${children}
    </div>
  </dialog>`;
}

/** One part of a panel. */
export function Part({ title, hint, children, ...rest }) {
  return html`<section class="part" aria-label=${title} ...${rest}><h3>${title}${hint && html` <span class="label">${hint}</span>`}</h3>
    ${children}</section>`;
}

/** What the server did not tell, and why. */
export function Refusal({ refusal }) {
  return refusal ? html`<p class="refused" role="status">${refusal.message}</p>` : '';
}

/**
 * Orders of which each is asked about before it is given; what became of the last one stays in words until the next. A question that is
 * open stays, also if its order makes no sense any more meanwhile: whoever gives it is told why not.
 *
 * orders: [{name, label, question, danger, field, give(value)}], where field is {label, options: [[value, text]]} or {label, input: attributes}
 * (with a defaultValue if any: a value would come back over what is being typed, with every new second);
 * or with fields, each with a name, in place of field, and give({name: value}).
 * overtaken: a word that is true no longer, if any; it is not shown.
 */
export function Orders({ orders, onDone, overtaken }) {
  const [order, setOrder] = useState(null);
  const [word, setWord] = useState(null);
  const [busy, setBusy] = useState(false);
  const place = useRef(null);
  const shown = word?.text === overtaken ? null : word;
  const choose = chosen => {
    setWord(null);
    setOrder(chosen);
  };
  const leave = () => {
    choose(null);
    place.current.querySelector(`[data-order=${order.name}]`)?.focus();
  };
  useLayoutEffect(() => word && place.current.querySelector('[tabindex]').focus(), [word]);
  const give = async event => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    setBusy(true);
    try {
      setWord({ good: true, text: await order.give(order.fields ? given : given.value) });
    } catch (refused) {
      setWord({ good: false, text: refused.message });
    }
    setBusy(false);
    setOrder(null);
    onDone?.();
  };
  return html`<div class="orders" ref=${place}>
    <div class="choices">${orders.map(known => html`<button type="button" key=${known.name} data-order=${known.name}
      aria-expanded=${known.name === order?.name} class=${known.danger ? 'danger' : ''} disabled=${busy}
      onClick=${() => choose(known.name === order?.name ? null : known)}>${known.label}</button>`)}</div>
    ${order && html`<${Confirm} key=${order.name} order=${order} busy=${busy} onGive=${give} onLeave=${leave} />`}
    <p role="status" tabindex="-1" class=${shown ? `word ${shown.good ? 'good' : 'bad'}` : 'hidden'}>${shown?.text}</p>
  </div>`;
}

function Confirm({ order, busy, onGive, onLeave }) {
  const form = useRef(null);
  useLayoutEffect(() => form.current.querySelector('select, input, button').focus(), []);
  const leave = event => {
    if (event.key === 'Escape') { // of this question, not of the panel
      event.preventDefault();
      event.stopPropagation();
      onLeave();
    }
  };
  const fields = order.fields || (order.field ? [{ ...order.field, name: 'value' }] : []);
  return html`<form class="confirm" ref=${form} onSubmit=${onGive} onKeyDown=${leave}>
    <p>${order.question}</p>
    ${fields.map(field => html`<label key=${field.name}>${field.label}
      ${field.options
        ? html`<select name=${field.name}>${field.options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select>`
        : html`<input name=${field.name} required ...${field.input} />`}</label>`)}
    <div class="choices"><button type="submit" class=${order.danger ? 'danger' : 'primary'} disabled=${busy}>${order.confirm || order.label}</button>
      <button type="button" class="quiet" onClick=${onLeave}>Leave it</button></div>
  </form>`;
}
