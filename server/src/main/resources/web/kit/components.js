// What more than one page needs.
import { html, useEffect, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { clock } from '/web/kit/format.js';

/** The time by the server's clock, once a second. */
export function useNow(clockOffsetMs) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now + clockOffsetMs;
}

/** Light, dark, or as the system has it; remembered. */
export function ThemeButton() {
  const themes = ['auto', 'light', 'dark'];
  const [theme, setTheme] = useState(localStorage.getItem('usher.theme') || 'auto');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('usher.theme', theme);
  }, [theme]);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length];
  return html`<button type="button" class="quiet" onClick=${() => setTheme(next)}
    aria-label=${`Theme: ${theme}. Change to ${next}`}>${{ auto: '◐', light: '☀', dark: '☾' }[theme]} ${theme}</button>`;
}

/** Whether what is shown is live; said aloud when it changes. */
export function Connection({ connection, lastAtMs }) {
  const words = {
    connecting: 'connecting…',
    live: 'live',
    lost: lastAtMs ? `no connection: as of ${clock(lastAtMs)}, reconnecting` : 'no connection, trying',
    refused: 'not allowed: a token is needed',
  };
  return html`<p class=${`connection ${connection}`} role="status"><span class="dot" aria-hidden="true"></span>
    ${words[connection]}</p>`;
}

/** Asks for a token. */
export function TokenForm({ onToken }) {
  const submit = event => {
    event.preventDefault();
    onToken(new FormData(event.target).get('token').trim());
  };
  return html`<form class="token" onSubmit=${submit}>
    <label for="token">This wallboard needs a token</label>
    <input id="token" name="token" type="password" autocomplete="off" required />
    <button type="submit">Show the wallboard</button>
  </form>`;
}
