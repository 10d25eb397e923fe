// Listening to the talk that an agent is in: spy, whisper, barge.
import { html } from '/web/vendor/htm-preact-3.1.1.js';
import { ask } from '/web/kit/session.js';
import { Orders, Part, Refusal, useAnswer } from '/web/wallboard/panel.js';

const MODES = {
  SPY: { label: 'Listen', heard: 'nobody hears you', by: 'nobody' },
  WHISPER: { label: 'Whisper', heard: 'the agent alone hears you', by: 'the agent alone' },
  BARGE: { label: 'Barge in', heard: 'agent and customer hear you', by: 'both' },
};

const TOLD = { RINGING: 'Your phone rings: pick it up.', CHANGED: 'Done.', ENDED: 'You listen no longer.' };

function Listener({ listener }) {
  return html`<li data-listener=${listener.listener}><strong>${listener.listener}</strong> at ${listener.device}:
    ${' '}${listener.listens ? `listens, heard by ${MODES[listener.mode].by}` : 'the phone rings'}</li>`;
}

/** phones: where I may listen, my own among them. */
function orders(path, phones, mine) {
  const choice = [['', 'where I am logged in'], ...phones.map(phone => [phone, phone.slice(phone.indexOf('/') + 1)])];
  const other = Object.entries(MODES).filter(([mode]) => mode !== mine?.mode).map(([mode, words]) => ({
    name: mode.toLowerCase(),
    label: `${words.label}…`,
    confirm: mine ? words.label : 'Call my phone',
    question: mine ? `From now on ${words.heard}?` : `Usher calls your phone; when you pick up you hear the talk, and ${words.heard}. It ends with the talk.`,
    field: mine ? null : { label: 'My phone', options: choice },
    give: async device => TOLD[(await ask('POST', path, { mode, device: mine?.device || device || null })).result],
  }));
  return mine ? [...other, {
    name: 'stop', label: 'Stop listening…', confirm: 'Stop listening', question: 'Hang up your phone? The talk goes on.',
    give: async () => TOLD[(await ask('DELETE', path)).result],
  }] : other;
}

/** For who answers for the queue of the talk. */
export function Listen({ agent, powers }) {
  const path = `/api/v1/agents/${encodeURIComponent(agent.name)}/listen`;
  const told = useAnswer(path);
  const listeners = told.answer?.listeners || [];
  const mine = listeners.find(listener => listener.listener === powers.me.name);
  return html`<${Part} title="The talk" data-part="listen">
    <${Refusal} refusal=${told.refusal} />
    ${listeners.length > 0 && html`<ul>${listeners.map(listener => html`<${Listener} key=${listener.listener} listener=${listener} />`)}</ul>`}
    <${Orders} orders=${orders(path, told.answer?.phones || [], mine)} onDone=${told.again}
      overtaken=${mine?.listens ? TOLD.RINGING : null} />
    <p class="label">Neither side is told that you listen; the audit log keeps it.</p>
  <//>`;
}
