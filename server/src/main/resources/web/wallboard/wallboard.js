// The wallboard: queues as cards, agents by state.
import { html, useEffect, useMemo, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { AGENT_STATES, ahead, clock, duration, percent, reason } from '/web/kit/format.js';
import { WallboardFeed } from '/web/kit/feed.js';
import { LastHour } from '/web/wallboard/hour.js';
import { Connection, Me, Notice, ThemeButton, show, useNow } from '/web/kit/components.js';
import { Powers, usePanel, usePowers } from '/web/wallboard/powers.js';
import { goToLogin } from '/web/kit/session.js';
import { forgetToken } from '/web/kit/socket.js';

const MOST_PER_STATE = 60;

function urgency(waitMs, queue) {
  if (waitMs === null) return 'calm';
  if (waitMs > 2 * queue.serviceLevelWithinMs) return 'alarm';
  return waitMs > queue.serviceLevelWithinMs ? 'warn' : 'calm';
}

function ServiceLevel({ queue }) {
  const level = queue.serviceLevel;
  const state = level === null ? 'none' : level >= queue.serviceLevelTarget ? 'met' : 'missed';
  const within = queue.serviceLevelWithinMs / 1000;
  const formulas = `Service level ${percent(level)}: answered within ${within} s ÷ (offered − short abandons). Who still waits is not counted yet.\n`
    + `${percent(queue.serviceLevelOfAnswered)}: answered within ${within} s ÷ answered.\n`
    + `${percent(queue.serviceLevelAbandonsMet)}: (answered + abandoned, within ${within} s) ÷ (offered − short abandons).`;
  return html`<div class=${`level ${state}`} title=${formulas}>
    <div class="row"><span class="label">Service level</span>
      <span class="figure">${percent(level)}${state === 'none' ? '' : html` <span class="mark">${state === 'met' ? '✓' : '↓'}
        <span class="hidden">${state === 'met' ? 'target met' : 'below target'}</span></span>`}</span></div>
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="4" />
      <rect class="bar" width=${(level || 0) * 100} height="4" />
      <rect class="target" x=${queue.serviceLevelTarget * 100 - 0.4} width="0.8" height="4" />
    </svg>
    <p class="formula">answered in ${within} s ÷ (offered − short abandons)
      <span class="goal">target ${percent(queue.serviceLevelTarget)}</span></p>
  </div>`;
}

function Figure({ label, value, title }) {
  return html`<div title=${title}><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** A name; for who may look behind it, a button that does. */
function Name({ onOpen, about, children }) {
  return onOpen ? html`<button type="button" class="opens" data-focus=${about} onClick=${onOpen}>${children}</button>` : children;
}

/** What callers in line hear of their waits, and how right that was. */
function Told({ told }) {
  return html`<p class="told label" title="Since Usher was started: of what was told to callers who were answered, how much they were answered no later than">
    told: ${told.words}${told.scored === 0 ? '' : `, ${percent((told.scored - told.later) / told.scored)} of ${told.scored} kept`}</p>`;
}

/** What callers in line make of the offer to be called back. */
function CallbackOffers({ offers }) {
  const { offered, asked, accepted } = offers;
  return html`<p class="told label" title=${`Since Usher was started: of ${offered} callers who were offered to be called back, ${asked} confirmed a number (${percent(asked / offered)}) and ${accepted} were promised a call (${percent(accepted / offered)})`}>
    callback: ${percent(accepted / offered)} of ${offered} offered</p>`;
}

/** What customers said of their talks. */
function Survey({ survey }) {
  return html`<p class="told label" data-survey title="Since midnight: the mean of what customers said after their talk, from 1, not satisfied at all, to 5, very">
    satisfaction: ${survey.mean.toFixed(1)} of 5, ${survey.answers} ${survey.answers === 1 ? 'answer' : 'answers'}</p>`;
}

function QueueCard({ queue, now, onOpen }) {
  const waitMs = queue.oldestEnqueuedAtMs === null ? null : now - queue.oldestEnqueuedAtMs;
  return html`<article class=${`card ${urgency(waitMs, queue)}`} aria-label=${`Queue ${queue.title}`}
      data-queue=${queue.name}>
    <header><h2><${Name} onOpen=${onOpen} about=${`queue ${queue.name}`}>${queue.title}<//></h2>
      ${queue.status === 'OPEN' ? '' : html`<span class=${`status ${queue.status.toLowerCase()}`}>${queue.status.toLowerCase()}${
        queue.status === 'CLOSED' && queue.opensAtMs ? `, opens ${ahead(queue.opensAtMs, now)}` : ''}</span>`}</header>
    ${queue.notice && html`<${Notice} notice=${queue.notice} now=${now} />`}
    <div class="now">
      <p class="waiting"><span class="number">${queue.waiting}</span> <span class="label">waiting</span></p>
      <p class="longest"><span class="number">${duration(waitMs)}</span> <span class="label">longest wait</span></p>
    </div>
    <${ServiceLevel} queue=${queue} />
    <dl>
      <${Figure} label="ASA" value=${duration(queue.asaMs)} title="Average speed of answer: mean wait of the answered" />
      <${Figure} label="Answered" value=${queue.answered} title="since midnight" />
      <${Figure} label="Abandoned" value=${queue.abandoned}
        title=${`since midnight; besides ${queue.shortAbandoned} short abandons`} />
      <${Figure} label="AHT" value=${duration(queue.ahtMs)} title="(talk + hold + wrap-up) ÷ handled" />
    </dl>
    ${queue.told && html`<${Told} told=${queue.told} />`}
    ${queue.callbackOffers && html`<${CallbackOffers} offers=${queue.callbackOffers} />`}
    ${queue.survey && html`<${Survey} survey=${queue.survey} />`}
  </article>`;
}

function Agent({ agent, now, onOpen }) {
  const why = agent.heldBackUntilMs > now ? `breath, ${duration(agent.heldBackUntilMs - now)} left` : reason(agent);
  const next = { NONE: '', PAUSE: 'then pause', LOG_OUT: 'then home' }[agent.pending];
  const details = (agent.contactId === null ? '' : `contact ${agent.contactId} of ${agent.contactQueue}\n`)
    + `serves ${agent.queues.join(', ')}${agent.skills.length ? ' · ' : ''}`
    + agent.skills.map(skill => `${skill.name} ${skill.proficiency}`).join(', ');
  return html`<li title=${details} data-agent=${agent.name}>
    <span class="name"><${Name} onOpen=${onOpen} about=${`agent ${agent.name}`}>${agent.title}<//>${agent.contactQueue === null ? '' : html` <span class="for">${
      agent.contactQueue}</span>`}</span>
    <span class="time">${duration(now - agent.sinceMs)}</span>
    ${why || next ? html`<span class="why">${[why, next].filter(Boolean).join(', ')}</span>` : ''}
  </li>`;
}

function AgentGroup({ label, kind, agents, now, opener }) {
  const shown = agents.slice(0, MOST_PER_STATE);
  return html`<section class=${`group ${kind}`} aria-label=${`${label}: ${agents.length}`}>
    <h3>${label} <span class="count">${agents.length}</span></h3>
    <ul>${shown.map(agent => html`<${Agent} key=${agent.id} agent=${agent} now=${now} onOpen=${opener(agent)} />`)}</ul>
    ${agents.length > shown.length ? html`<p class="more">and ${agents.length - shown.length} more</p>` : ''}
  </section>`;
}

function Agents({ agents, now, opener }) {
  const groups = useMemo(() => {
    const byState = Map.groupBy(agents, agent => agent.state);
    return AGENT_STATES.map(([state, label, kind]) => ({
      label, kind, agents: (byState.get(state) || []).sort((a, b) => a.sinceMs - b.sinceMs),
    })).filter(group => group.agents.length > 0);
  }, [agents]);
  return html`<section class="agents" aria-label="Agents">
    ${groups.map(group => html`<${AgentGroup} key=${group.label} ...${group} now=${now} opener=${opener} />`)}
  </section>`;
}

/** What is wrong with Usher itself; nothing while all is well. */
function Alarms({ alarms }) {
  return alarms.length === 0 ? '' : html`<section class="alarms" role="alert" aria-label="Alarms"><ul>
    ${alarms.map(alarm => html`<li key=${alarm.what} data-alarm=${alarm.what}><strong>⚠ ${alarm.what}</strong> ${alarm.detail}</li>`)}
  </ul></section>`;
}

const REPAIRS = {
  OFFER_WITHOUT_END: 'offer without end',
  ACCEPTED_WITHOUT_CONNECT: 'answered, never connected',
  LEG_WITHOUT_END: 'agent’s call without end',
  TALK_WITHOUT_PHONE: 'talk, but no phone in use',
  LATE_ANSWER: 'late answer',
  CONTACT_WITHOUT_WITNESS: 'caller not in the PBX',
};

/** The latest that Usher set right by itself, with the cause; nothing as long as there was nothing. */
function Repairs({ repairs }) {
  return repairs.length === 0 ? '' : html`<section class="repairs" aria-label="Repairs">
    <h2>Set right <span class="label" title="What Usher took for true and its witness in Asterisk did not; all of them are counted in usher_repairs_total">Asterisk said otherwise; the latest first</span></h2>
    <ol>${repairs.map(repair => html`<li key=${`${repair.atMs} ${repair.kind} ${repair.subjectId}`} data-repair=${repair.kind} title=${`offer, talk or contact ${repair.subjectId}`}>
      <time>${clock(repair.atMs)}</time>
      <span class="kind">${REPAIRS[repair.kind] || repair.kind.toLowerCase()}</span>
      <span class="cause">${repair.detail}</span></li>`)}</ol>
  </section>`;
}

/** What this server waits for, if it stands by for another; empty if it routes. Asked again as long as there is nothing to show. */
function useStandby(nothingShown) {
  const [why, setWhy] = useState('');
  useEffect(() => {
    if (!nothingShown) {
      setWhy('');
      return undefined;
    }
    const ask = () => fetch('/health/live')
      .then(answer => answer.json())
      .then(report => setWhy((report.checks.find(check => check.name === 'standby') || { detail: '' }).detail))
      .catch(() => setWhy(''));
    ask();
    const timer = setInterval(ask, 2000);
    return () => clearInterval(timer);
  }, [nothingShown]);
  return why;
}

function Wallboard() {
  const [board, setBoard] = useState({
    connection: 'connecting', queues: [], agents: [], minutes: new Map(), silences: [], repairs: [], alarms: [],
    lastAtMs: null, clockOffsetMs: 0,
  });
  const feed = useMemo(() => new WallboardFeed(setBoard), []);
  useEffect(() => feed.start(), [feed]);
  const now = useNow(board.clockOffsetMs);
  const waiting = board.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  useEffect(() => {
    document.title = board.connection === 'live' ? `${waiting} waiting · Usher` : '⚠ Usher wallboard';
  }, [waiting, board.connection]);
  useEffect(() => {
    if (board.connection === 'refused') {
      forgetToken(); // one that is refused is none
      goToLogin();
    }
  }, [board.connection]);
  const powers = usePowers();
  const panel = usePanel();
  const agentOpener = agent => powers && agent.queues.some(powers.of) && (() => panel.open('agent', agent.name));
  const live = board.connection === 'live';
  const standby = useStandby(board.queues.length === 0);
  // time stands still with the figures it belongs to
  const shownNow = live || board.lastAtMs === null ? now : board.lastAtMs;
  return html`<div class=${live ? 'board' : 'board stale'}>
    <header class="top">
      <h1>Usher</h1>
      <${Connection} connection=${board.connection} lastAtMs=${board.lastAtMs} />
      <p class="total"><strong>${waiting}</strong> waiting</p>
      <time>${clock(now)}</time>
      <${Me} />
      <${ThemeButton} />
    </header>
    <main>
      <${Alarms} alarms=${board.alarms} />
      ${standby ? html`<p class="standby" role="status">This Usher is ${standby}</p>` : ''}
      <section class="queues" aria-label="Queues">
        ${board.queues.map(queue => html`<${QueueCard} key=${queue.id} queue=${queue} now=${shownNow}
          onOpen=${powers?.of(queue.name) && (() => panel.open('queue', queue.name))} />`)}
      </section>
      <${LastHour} board=${board} nowMs=${shownNow} />
      <${Agents} agents=${board.agents} now=${shownNow} opener=${agentOpener} />
      <${Repairs} repairs=${board.repairs} />
    </main>
    <${Powers} powers=${powers} panel=${panel} board=${board} now=${shownNow} />
  </div>`;
}

show(html`<${Wallboard} />`);
