// The customer's page within the page of another site, which learns whether there is a chat and how much there is to read, and nothing else.
// Who may hold it at all, the browser knows from our Content-Security-Policy.
import { ask } from '/web/kit/session.js';
import { ofBrowser } from '/web/kit/store.js';

const KEY = 'usher.chat.embedded';
const ASK_AGAIN_MS = 2_000;

export const EMBEDDED = window.parent !== window;
/** Whether a chat that was opened here would be lost with the next page. */
export const FORGETFUL = EMBEDDED && Boolean(ofBrowser.isForgotten);

let site = null; // its origin, when it has made itself known
let open = !EMBEDDED; // whether the site shows us
let told = { going: location.pathname !== '/chat', unread: 0 };

/** The chat that goes on in this browser on this site: {token, read}, the latter of the last line that was looked at. */
export function keptChat() {
  try {
    return EMBEDDED ? JSON.parse(ofBrowser.getItem(KEY)) : null;
  } catch {
    return null;
  }
}

export const keepChat = (token, read) => EMBEDDED && ofBrowser.setItem(KEY, JSON.stringify({ token, read }));

/** To the beginning again. */
export function anew() {
  ofBrowser.removeItem(KEY);
  location.replace(`/chat${location.hash}`);
}

export const isLookedAt = () => open && document.visibilityState === 'visible';

const say = what => site && window.parent.postMessage({ usher: 'chat', ...what }, site);

/** @param now {going, unread} */
export function tellSite(now) {
  told = now;
  say(told);
}

/** The sites that may hold us; asked for as long as the server only starts. */
async function allowed() {
  for (;;) {
    try {
      return (await ask('GET', '/api/v1/chats/from-web')).sites;
    } catch {
      await new Promise(goOn => setTimeout(goOn, ASK_AGAIN_MS));
    }
  }
}

if (EMBEDDED) {
  const sites = allowed();
  addEventListener('message', async event => {
    if (event.source !== window.parent || event.data?.usher !== 'panel' || !(await sites).includes(event.origin)) return;
    site = event.origin;
    open = event.data.open === true;
    document.dispatchEvent(new Event('visibilitychange'));
    say(told);
  });
  addEventListener('keydown', event => event.key === 'Escape' && !event.defaultPrevented && say({ ...told, close: true }));
}
