// How numbers and names are written, on every page alike.

/** 65_000 → "1:05", 3_725_000 → "1:02:05"; null → "–". */
export function duration(ms) {
  if (ms === null || ms === undefined) return '–';
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, '0');
  return s < 3600
    ? `${Math.floor(s / 60)}:${two(s % 60)}`
    : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** 0.8123 → "81 %"; rounded down, so that 79.9 % is not shown as a target of 80 % that was reached. */
export function percent(share) {
  return share === null || share === undefined ? '–' : `${Math.floor(share * 100 + 1e-9)}\u202f%`;
}

export function clock(ms) {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

export function hourAndMinute(ms) {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** A moment to come: the time alone if it is today, else with the day. */
export function ahead(ms, now) {
  const at = new Date(ms);
  if (at.toDateString() === new Date(now).toDateString()) return hourAndMinute(ms);
  const soon = ms - now < 6 * 86_400_000;
  return `${at.toLocaleDateString([], soon ? { weekday: 'short' } : { day: 'numeric', month: 'short' })} ${hourAndMinute(ms)}`;
}

export function day(ms) {
  return new Date(ms).toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' });
}

/** The states of an agent, in the order in which a wall shows them. */
export const AGENT_STATES = [
  ['ON_CONTACT', 'On a contact', 'busy'],
  ['OFFERED', 'Ringing', 'ringing'],
  ['CONSULTING', 'Consulting', 'busy'],
  ['WRAP_UP', 'Wrap-up', 'after'],
  ['READY', 'Ready', 'ready'],
  ['PAUSED', 'Paused', 'away'],
  ['NOT_RESPONDING', 'Not responding', 'trouble'],
  ['UNREACHABLE', 'Unreachable', 'trouble'],
  ['BUSY_ELSEWHERE', 'Busy elsewhere', 'away'],
  ['LOGGED_OUT', 'Logged out', 'out'],
];

const REASONS = {
  TIMED_OUT: 'did not answer',
  REJECTED: 'declined',
  BUSY: 'phone busy',
  UNREACHABLE: 'phone not reachable',
  FAILED: 'failed',
};

/** What an offer came to that the agent did not take. */
export function outcome(of) {
  return REASONS[of] || of.toLowerCase();
}

/** A pause reason is a name that people gave; what an offer came to is one of ours. */
export function reason(agent) {
  if (!agent.reason) return '';
  return agent.state === 'PAUSED' ? agent.reason : outcome(agent.reason);
}
