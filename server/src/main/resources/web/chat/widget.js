// Usher's chat on the pages of another site: a button, and a panel with a frame of Usher's own page, into which the site cannot look.
// <script src="https://usher.example/chat/widget.js" data-queue="sales" data-label="Chat with us" async></script>
(() => {
  const script = document.currentScript;
  if (!script) return;
  const usher = new URL(script.src).origin;
  const { label = 'Chat with us', queue = '' } = script.dataset;
  const address = `${usher}/chat${queue && `#queue=${encodeURIComponent(queue)}`}`;
  const KEY = 'usher-chat';
  const SILENCE_MS = 10_000;
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    button, a { font: 600 16px/1.2 system-ui, "Segoe UI", Roboto, sans-serif; }
    button { position: fixed; z-index: 2147483647; right: 16px; bottom: 16px; min-height: 48px; padding: 0 20px; border: 2px solid #fff;
      border-radius: 24px; background: #2458c5; color: #fff; box-shadow: 0 2px 10px #0006; cursor: pointer; }
    button:focus-visible { outline: 3px solid #16202e; outline-offset: 1px; box-shadow: 0 0 0 6px #fff; }
    .unread { margin-left: 8px; padding: 2px 8px; border-radius: 12px; background: #fff; color: #b01c2c; }
    .unread:empty { display: none; }
    .panel { position: fixed; z-index: 2147483646; right: 16px; bottom: 76px; width: min(400px, calc(100vw - 32px));
      height: min(640px, calc(100vh - 92px)); height: min(640px, calc(100dvh - 92px)); display: flex; flex-direction: column;
      overflow: hidden; border: 1px solid #626d83; border-radius: 14px; background: #eef1f6; box-shadow: 0 4px 24px #0006; visibility: hidden; }
    .panel.open { visibility: visible; }
    iframe { flex: 1; width: 100%; border: 0; }
    a { display: none; padding: 12px 16px; color: #1c469e; background: #fff; }
    .panel.silent a { display: block; }
    .status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @media (max-width: 480px) { .panel { right: 0; bottom: 76px; width: 100vw; height: calc(100vh - 76px); height: calc(100dvh - 76px);
      border-width: 0 0 1px; border-radius: 0; } }`;

  // browsers may refuse to keep anything: then the button is just a button on the next page
  const recall = (of, key) => { try { return of()[key]; } catch { return null; } };
  const keep = (of, key, value) => { try { if (value) of()[key] = '1'; else delete of()[key]; } catch { /* not kept */ } };
  const browser = () => localStorage;
  const tab = () => sessionStorage;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  function start() {
    if (document.querySelector('[data-usher-chat]')) return; // the script is there twice
    const host = make('div');
    host.dataset.usherChat = '';
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet(); // which no Content-Security-Policy of the site is against
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const button = make('button', { type: 'button' });
    const words = make('span');
    const badge = make('span', { className: 'unread' });
    badge.setAttribute('aria-hidden', 'true');
    const status = make('span', { className: 'status' });
    status.setAttribute('role', 'status');
    const panel = make('div', { className: 'panel', id: 'panel' });
    panel.setAttribute('role', 'dialog');
    panel.setAttribute('aria-label', label);
    button.setAttribute('aria-controls', 'panel');
    button.append(words, badge);
    root.append(button, panel, status);
    document.body.append(host);

    let frame = null;
    let open = false;
    let unread = 0;

    let loaded = false; // before that the frame is nobody's

    const tell = () => loaded && frame.contentWindow.postMessage({ usher: 'panel', open }, usher);

    function load() {
      if (frame) return;
      frame = make('iframe', { src: address, title: label });
      frame.addEventListener('load', () => {
        loaded = true;
        tell();
      });
      panel.append(frame, make('a', { href: address, target: '_blank', rel: 'noopener', textContent: 'Open the chat in a window of its own' }));
      setTimeout(() => frame.dataset.heard || panel.classList.add('silent'), SILENCE_MS);
    }

    function draw() {
      const more = unread > 0 && !open ? `${unread > 99 ? '99+' : unread}` : '';
      words.textContent = open ? 'Close the chat' : label;
      badge.textContent = more;
      button.setAttribute('aria-expanded', String(open));
      button.setAttribute('aria-label', more ? `${label}, ${more} unread` : words.textContent);
      status.textContent = more && `${more} unread`;
      panel.classList.toggle('open', open);
    }

    function show(now) {
      open = now;
      keep(tab, KEY, open);
      load();
      draw();
      tell();
    }

    button.addEventListener('click', () => {
      show(!open);
      if (open) frame.focus();
    });
    root.addEventListener('keydown', event => event.key === 'Escape' && open && show(false));
    addEventListener('message', event => {
      const told = event.data;
      if (!frame || event.source !== frame.contentWindow || event.origin !== usher || told?.usher !== 'chat') return;
      frame.dataset.heard = '1';
      panel.classList.remove('silent');
      keep(browser, KEY, told.going === true);
      unread = Number.isSafeInteger(told.unread) ? Math.max(0, told.unread) : 0;
      if (told.close === true && open) {
        show(false);
        button.focus();
      }
      draw();
    });
    draw();
    if (recall(tab, KEY)) show(true); // as it was on the page before
    else if (recall(browser, KEY)) load(); // a chat goes on
  }

  if (document.body) start();
  else addEventListener('DOMContentLoaded', start);
})();
