// One agent: what he does, whom he would take next, and what may be done about it.
import { html } from '/web/vendor/htm-preact-3.1.1.js';
import { AGENT_STATES, duration, reason } from '/web/kit/format.js';
import { ask } from '/web/kit/session.js';
import { Orders, Part, Refusal, When, useAnswer } from '/web/wallboard/panel.js';
import { Listen } from '/web/wallboard/listen.js';
import { counted, result } from '/web/wallboard/words.js';

const LABELS = Object.fromEntries(AGENT_STATES.map(([state, label]) => [state, label]));

function Now({ agent, now, onContact }) {
  const pending = { NONE: '', PAUSE: 'After this a pause.', LOG_OUT: 'After this the end of work.' }[agent.pending];
  return html`<${Part} title="Now">
    <p><strong>${LABELS[agent.state]}</strong>${reason(agent) ? ` (${reason(agent)})` : ''} for ${duration(now - agent.sinceMs)},
      since <${When} ms=${agent.sinceMs} />. ${pending}</p>
    ${agent.contactId !== null && html`<p>${agent.state === 'OFFERED' ? 'Rings for' : 'Serves'} <button type="button" class="link" data-go="contact"
      onClick=${() => onContact(agent.contactId)}>contact ${agent.contactId}</button> of ${agent.contactQueue}.</p>`}
    ${agent.heldBackUntilMs > now && html`<p>Takes a breath for ${duration(agent.heldBackUntilMs - now)} more.</p>`}
    <p class="label">Queues: ${agent.queues.join(', ') || 'none'}${agent.skills.length > 0 ? '; skills: ' : ''}${
      agent.skills.map(skill => `${skill.name} ${skill.proficiency}`).join(', ')}.</p>
  <//>`;
}

function Next({ told, onContact }) {
  const why = told.answer;
  return html`<${Part} title="Who would be next" data-part="next">
    <${Refusal} refusal=${told.refusal} />
    ${why && (why.next.length === 0 ? html`<p>Nobody waits who may be served from here.</p>` : html`<ol>${why.next.map(rival => html`<li>
      <button type="button" class="link" onClick=${() => onContact(rival.contactId)}>contact ${rival.contactId}</button> of ${rival.queue}:
      ${' '}${counted(rival.counts)}</li>`)}</ol>`)}
    ${why && !why.idle && why.next.length > 0 && html`<p class="label">None of them while not ready.</p>`}
  <//>`;
}

function orders(agent, pauseReasons) {
  const path = `/api/v1/agents/${encodeURIComponent(agent.name)}`;
  if (agent.state === 'LOGGED_OUT') return [];
  const given = [];
  if (pauseReasons.length > 0) {
    given.push({
      name: 'pause', label: 'Pause…', confirm: `Pause ${agent.title}`,
      question: `Offer ${agent.title} nothing any more? During a call it takes effect after it and its after-call work.`,
      field: { label: 'Reason', options: pauseReasons.map(name => [name, name]) },
      give: async why => result(await ask('POST', `${path}/pause`, { reason: why })),
    });
  }
  if (agent.state === 'PAUSED' || agent.pending === 'PAUSE') {
    given.push({
      name: 'resume', label: 'End the pause…', confirm: 'End the pause', question: `Have ${agent.title} take contacts again?`,
      give: async () => result(await ask('POST', `${path}/resume`)),
    });
  }
  if (agent.state === 'WRAP_UP') {
    given.push({
      name: 'finish', label: 'End after-call work…', confirm: 'End it', question: `Is ${agent.title} done with after-call work?`,
      give: async () => result(await ask('POST', `${path}/wrap-up/end`)),
    });
  }
  given.push({
    name: 'logout', label: 'Log off…', confirm: `Log ${agent.title} off`, danger: true,
    question: `Log ${agent.title} off? During a call it takes effect after it.`,
    give: async () => result(await ask('POST', `${path}/logout`)),
  });
  return given;
}

/** Shows this agent, a row of the feed. */
export function AgentPanel({ agent, now, powers, onContact }) {
  const told = useAnswer(`/api/v1/agents/${encodeURIComponent(agent.name)}/explain`);
  const talks = (agent.state === 'ON_CONTACT' || agent.state === 'CONSULTING') && powers.of(agent.contactQueue);
  return html`
    <${Orders} orders=${orders(agent, powers.choices?.pauseReasons || [])} onDone=${told.again} />
    <${Now} agent=${agent} now=${now} onContact=${onContact} />
    ${talks && html`<${Listen} agent=${agent} powers=${powers} />`}
    <${Next} told=${told} onContact=${onContact} />`;
}
