// What an agent orders, by button or by key. Every order is a request whose answer says what became of it.
import { html, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { ask } from '/web/kit/session.js';

/** Orders of this agent: order(path, body) answers when the server has decided; wrong says why the last one was refused. */
export function useOrders(agent) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const order = async (path, body) => {
    if (running.current) return false; // a key held down is one order
    running.current = true;
    setBusy(true);
    try {
      await ask('POST', `/api/v1/agents/${encodeURIComponent(agent)}/${path}`, body);
      setWrong('');
      return true;
    } catch (refused) {
      setWrong(refused.status ? refused.message : 'The server did not answer. Try again.');
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { agent, order, busy, wrong, forget: () => setWrong('') };
}

/**
 * A button with its key, Alt and a letter or digit, which works wherever the focus is. `why` says in words why it can not be used now; then
 * it stays where it is and can be read, but does nothing.
 */
export function KeyButton({ label, letter, onPress, why, kind, busy }) {
  const able = !why && !busy;
  useLayoutEffect(() => { // as soon as it is seen, or the key of a button that can be pressed would do nothing for a moment
    const press = event => {
      const key = event.code.replace(/^(Key|Digit|Numpad)/, '');
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat || key !== letter) return;
      event.preventDefault();
      if (able) onPress();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return html`<span class="key-button">
    <button type="button" class=${kind || ''} aria-disabled=${able ? undefined : 'true'} title=${why || undefined}
      aria-keyshortcuts=${letter ? `Alt+${letter}` : undefined} onClick=${() => able && onPress()}>
      ${label}${letter ? html` <kbd aria-hidden="true">Alt ${letter}</kbd>` : ''}</button>
    ${why ? html`<span class="why">${why}</span>` : ''}
  </span>`;
}
