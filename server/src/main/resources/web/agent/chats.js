// An agent's chats, beside each other: one that he is asked for, those in which he talks, and those he has still to finish.
import { html, useLayoutEffect, useRef } from '/web/vendor/htm-preact-3.1.1.js';
import { isWriting } from '/web/kit/focus.js';
import { clock, duration } from '/web/kit/format.js';
import { Room, useRoom } from '/web/kit/room.js';
import { asker } from '/web/kit/session.js';
import { NoteForm } from '/web/agent/note.js';
import { KeyButton } from '/web/agent/orders.js';

const nameOf = chat => chat.name || 'Customer';

/** Beside whatever else he does: nobody has to answer at a phone. */
export function ChatOffer({ chat, orders }) {
  const first = useRef(null);
  useLayoutEffect(() => {
    if (!isWriting()) first.current.querySelector('button').focus();
  }, [chat.id]);
  return html`<section class="orders call" aria-label="Chat offered" data-chat=${chat.id} ref=${first}>
    <${KeyButton} label="Take the chat" letter="A" kind="main" busy=${orders.busy} onPress=${() => orders.order(`chats/${chat.id}/accept`)} />
    <${KeyButton} label="Decline" letter="X" busy=${orders.busy} onPress=${() => orders.order(`chats/${chat.id}/decline`)} />
  </section>`;
}

/** Whether this chat is not ours any more, as the server says; a page that can not ask does not know. */
async function isRefused(contact) {
  try {
    const who = await asker();
    if (!who.person || !who.agent) return true;
    return (await fetch(`/ws/agent/chat?contact=${contact}`, { signal: AbortSignal.timeout(5_000) })).status === 404;
  } catch (failed) {
    return failed.status === 401 || failed.status === 403;
  }
}

function Chat({ chat, choices, now, orders }) {
  const [feed, told] = useRoom({
    path: since => `/ws/agent/chat?contact=${chat.id}${since === null ? '' : `&since=${since}`}`,
    files: () => `/api/v1/agents/${encodeURIComponent(orders.agent)}/chats/${chat.id}/attachments`,
    key: `agent.${chat.id}`,
    isRefused: () => isRefused(chat.id),
  });
  const panel = useRef(null);
  useLayoutEffect(() => { // whoever has taken a chat goes on by answering
    if (!isWriting()) panel.current.querySelector('textarea')?.focus();
  }, []);
  const over = chat.stage === 'OVER';
  const { room, connection } = told;
  const away = room && room.awaySinceMs && !over ? `The customer's page is gone since ${clock(room.awaySinceMs)}.` : '';
  return html`<article class=${`chat-panel ${over ? 'over' : ''}`} data-chat=${chat.id} ref=${panel} aria-label=${`Chat with ${nameOf(chat)}`}>
    <header>
      <h3>${nameOf(chat)}</h3>
      <p class="label">${chat.queueTitle}, ${over ? 'over for' : 'talking for'} ${duration(now - chat.sinceMs)}</p>
      <p class="detail" role="status">${connection === 'live' ? away : 'No connection to this chat just now; what you write is kept.'}</p>
    </header>
    <${Room} feed=${feed} told=${told} who=${nameOf(chat)} label=${`What was said with ${nameOf(chat)}`}
      replies=${choices.replies.filter(one => one.queues.length === 0 || one.queues.includes(chat.queue))} />
    <details class="came-to" open=${over}><summary>What it came to</summary>
      <${NoteForm} contact=${chat} choices=${choices} orders=${orders} wrapsUp=${over} oneOfMany=${true} /></details>
    <div class="orders call">
      ${over ? html`<${KeyButton} label="Wrap-up is done" kind="main" busy=${orders.busy} onPress=${() => orders.order(`chats/${chat.id}/wrap-up/end`)} />`
        : html`<${KeyButton} label="Close the chat" busy=${orders.busy} onPress=${() => orders.order(`chats/${chat.id}/close`)} />`}
    </div>
  </article>`;
}

/** All that he has accepted. */
export function Chats({ chats, choices, now, orders }) {
  const mine = chats.filter(chat => chat.stage !== 'OFFERED');
  return mine.length > 0 && html`<section class="chats" aria-label="My chats">
    ${mine.map(chat => html`<${Chat} key=${chat.id} chat=${chat} choices=${choices} now=${now} orders=${orders} />`)}
  </section>`;
}
