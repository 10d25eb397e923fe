// What a supervisor may look into and order from the wallboard, and the panel in which he does.
import { html, useCallback, useEffect, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { ask, whoAmI } from '/web/kit/session.js';
import { AgentPanel } from '/web/wallboard/agent.js';
import { ContactPanel } from '/web/wallboard/contact.js';
import { Panel } from '/web/wallboard/panel.js';
import { QueuePanel } from '/web/wallboard/queue.js';

/** What who is logged in may: {me, of(queueName), choices}, or null for who may look at the wallboard only. The server asks again each time. */
export function usePowers() {
  const [powers, setPowers] = useState(null);
  useEffect(() => {
    (async () => {
      const me = await whoAmI();
      if (!me?.roles.some(role => role === 'SUPERVISOR' || role === 'ADMIN')) return;
      const choices = await ask('GET', '/api/v1/choices').catch(() => null);
      setPowers({ me, of: queue => me.allQueues || me.queues.includes(queue), choices });
    })();
  }, []);
  return powers;
}

/** The way through the panel: what it is about now, and what before. */
export function usePanel() {
  const [path, setPath] = useState([]);
  const open = useCallback((kind, name) => setPath(before => [...before, { kind, name }]), []);
  const back = useCallback(() => setPath(before => before.slice(0, -1)), []);
  const close = useCallback(() => setPath([]), []);
  return { path, open, back, close };
}

/** The panel of what was opened last, if anything was. */
export function Powers({ powers, panel, board, now }) {
  const about = panel.path.at(-1);
  if (!powers || !about) return '';
  const onContact = id => panel.open('contact', id);
  const onAgent = name => panel.open('agent', name);
  const queue = about.kind === 'queue' && board.queues.find(row => row.name === about.name);
  const agent = about.kind === 'agent' && board.agents.find(row => row.name === about.name);
  const labels = { queue: queue?.title, agent: agent?.title, contact: `Contact ${about.name}` };
  return html`<${Panel} label=${labels[about.kind] || `${about.name} is gone`} about=${`${about.kind} ${about.name}`}
      onBack=${panel.path.length > 1 && panel.back} onClose=${panel.close}>
    ${queue && html`<${QueuePanel} key=${about.name} queue=${queue} now=${now} onContact=${onContact} onAgent=${onAgent} />`}
    ${agent && html`<${AgentPanel} key=${about.name} agent=${agent} now=${now} powers=${powers} onContact=${onContact} />`}
    ${about.kind === 'contact' && html`<${ContactPanel} key=${about.name} id=${about.name} queues=${board.queues} now=${now} onAgent=${onAgent} />`}
  <//>`;
}
