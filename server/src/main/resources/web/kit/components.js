// What more than one page needs.
import { html, render, useEffect, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { keepFocus } from '/web/kit/focus.js';
import { clock } from '/web/kit/format.js';
import { goToLogin, logOut, whoAmI } from '/web/kit/session.js';

const DAY_MS = 24 * 3_600_000;

/** Puts the page in place of the words that said it was loading. */
export function show(page) {
  const place = document.getElementById('page');
  place.replaceChildren();
  render(page, place);
  keepFocus();
}

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

/** What a supervisor lets everybody know of a queue; said aloud when it comes. */
export function Notice({ notice, title, now }) {
  return html`<p class="notice" role="status">${title && html`<strong>${title}</strong> `}${notice.text}${' '}
    <span class="label">since ${clock(notice.sinceMs)}${notice.untilMs !== null && html`, until ${
      notice.untilMs - now < DAY_MS ? clock(notice.untilMs) : new Date(notice.untilMs).toLocaleString()}`}</span></p>`;
}

/** Whether what is shown is live; said aloud when it changes. */
export function Connection({ connection, lastAtMs }) {
  const words = {
    connecting: 'connecting…',
    live: 'live',
    lost: lastAtMs ? `no connection: as of ${clock(lastAtMs)}, reconnecting` : 'no connection, trying',
    refused: 'not allowed here',
    replaced: 'open in a newer page; this one waits until you turn to it',
  };
  return html`<p class=${`connection ${connection}`} role="status"><span class="dot" aria-hidden="true"></span>
    ${words[connection]}</p>`;
}

/** Who is logged in, and the way out; nothing for a screen that belongs to nobody. */
export function Me() {
  const [me, setMe] = useState(null);
  useEffect(() => {
    whoAmI().then(setMe);
  }, []);
  const leave = () => logOut().finally(goToLogin);
  return me && html`<p class="me">${me.name} <button type="button" class="quiet" onClick=${leave}>Log out</button></p>`;
}
