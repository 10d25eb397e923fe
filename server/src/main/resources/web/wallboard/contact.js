// One contact: what happened to it, why it waits, and what may be done about it.
import { html } from '/web/vendor/htm-preact-3.1.1.js';
import { duration } from '/web/kit/format.js';
import { ask } from '/web/kit/session.js';
import { Orders, Part, Refusal, When, useAnswer } from '/web/wallboard/panel.js';
import { agentRule, contactRule, counted, result, stage, step, telling, verdict } from '/web/wallboard/words.js';

function Facts({ contact, now }) {
  const facts = [
    ['Caller', [contact.caller || 'number withheld', contact.callerName].filter(Boolean).join(', ')],
    ['Customer', contact.customer],
    ['Queue', contact.queue],
    ['Agent', contact.agent],
    ['Waits since', html`<${When} ms=${contact.enqueuedAtMs} />`],
    ['Talk', contact.talkMs > 0 ? duration(contact.talkMs) : ''],
    ['State', contact.endedAtMs === null ? `there for ${duration(now - contact.enqueuedAtMs)}` : html`over since <${When} ms=${contact.endedAtMs} />`],
  ];
  return html`<dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function Story({ told, now }) {
  return html`<${Part} title="What happened">
    <${Refusal} refusal=${told.refusal} />
    ${told.answer && html`<${Facts} contact=${told.answer.contact} now=${now} />
      <ol class="story">${told.answer.steps.map(one => html`<li data-step=${one.what}><${When} ms=${one.atMs} /><span>${step(one)}</span></li>`)}</ol>
      <${Told} told=${told.answer.told} />`}
  <//>`;
}

function Told({ told }) {
  if (told.length === 0) return '';
  return html`<h4>What it was told of its wait</h4>
    <ol class="story" data-part="told">${told.map(one => html`<li><${When} ms=${one.atMs} /><span>${telling(one)}</span></li>`)}</ol>`;
}

function Estimate({ estimate }) {
  return html`<p>When it came, a wait of about ${duration(estimate.meanMs)} was to be expected: half wait less than
    ${' '}${duration(estimate.p50Ms)}, one in ten more than ${duration(estimate.p90Ms)}.</p>`;
}

function Why({ why, onAgent }) {
  const free = why.candidates.filter(agent => agent.verdict === 'FREE');
  const ahead = why.aheadInLine === 0 ? 'first of those who ask for the same' : `${why.aheadInLine} before it of those who ask for the same`;
  return html`<${Part} title="Why it waits" data-part="why">
    <p>It is <strong>${stage(why.state)}</strong> in ${why.queue}, ${ahead}, at step ${why.step} of the queue’s plan. At the engine’s last step its wait ${counted(why.counts)}.
      ${why.awaits ? ` It waits for ${why.awaits} alone.` : ''}
      ${why.state === 'WAITING' && !why.offerable ? ' Just now it hears a prompt and cannot be offered.' : ''}</p>
    ${why.estimate && html`<${Estimate} estimate=${why.estimate} />`}
    <p class="label">The rule (revision ${why.rules.revision}): ${contactRule(why.rules)}; of several free agents ${agentRule(why.rules)} is rung.</p>
    ${why.rivals.length > 0 && html`<h4>Comes before it</h4>
      <ul>${why.rivals.map(rival => html`<li>contact ${rival.contactId} of ${rival.queue}: ${counted(rival.counts)}</li>`)}</ul>`}
    <h4>Who may take it <span class="label">${free.length === 0 ? 'nobody is free for it' : `${free.length} free`}</span></h4>
    <ul class="candidates">${why.candidates.map(agent => html`<li data-candidate=${agent.agent}>
      <button type="button" class="link" onClick=${() => onAgent(agent.agent)}>${agent.agent}</button>
      <span>${verdict(agent)}</span></li>`)}</ul>
    ${why.candidatesLeftOut > 0 ? html`<p class="label">and ${why.candidatesLeftOut} more</p>` : ''}
  <//>`;
}

function orders(id, queues, inLine) {
  const path = `/api/v1/contacts/${id}`;
  if (!inLine) return [];
  return [{
    name: 'move', label: 'Move…', confirm: 'Move it',
    question: `Have contact ${id} wait in another queue? Its whole wait counts there, too.`,
    field: { label: 'To', options: queues.map(queue => [queue.name, queue.title]) },
    give: async queue => result(await ask('POST', `${path}/move`, { queue })),
  }, {
    name: 'priority', label: 'Priority…', confirm: 'Give it this priority',
    question: `Give contact ${id} another priority? Each point counts as the centre’s settings say; that of its queue is added.`,
    field: { label: 'From −100 to 100', input: { type: 'number', min: -100, max: 100, step: 1, defaultValue: 0 } },
    give: async priority => result(await ask('POST', `${path}/priority`, { priority: Number(priority) })),
  }, {
    name: 'withdraw', label: 'Take out of the line…', confirm: 'Take it out', danger: true,
    question: `Take contact ${id} out of the line? It goes on in the dialplan as WITHDRAWN and loses its place.`,
    give: async () => result(await ask('POST', `${path}/withdraw`)),
  }];
}

/** Shows contact `id`; `queues` are those it may be moved to. */
export function ContactPanel({ id, queues, now, onAgent }) {
  const told = useAnswer(`/api/v1/contacts/${id}`);
  const why = useAnswer(`/api/v1/contacts/${id}/explain`);
  const inLine = why.answer !== null && why.refusal === null;
  const again = () => {
    told.again();
    why.again();
  };
  return html`
    <${Orders} orders=${orders(id, queues.filter(queue => queue.name !== why.answer?.queue), inLine)} onDone=${again} />
    ${inLine ? html`<${Why} why=${why.answer} onAgent=${onAgent} />`
      : why.refusal && why.refusal.status !== 404 ? html`<${Refusal} refusal=${why.refusal} />` : ''}
    <${Story} told=${told} now=${now} />`;
}
