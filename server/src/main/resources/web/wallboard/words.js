// What happened to a contact and why it waits, in plain words.
import { AGENT_STATES, clock, duration } from '/web/kit/format.js';

const LEFT_LINE = {
  ANSWERED: 'then it was answered',
  ABANDONED: 'then the caller hung up',
  SHORT_ABANDONED: 'the caller hung up almost at once',
  OVERFLOWED: 'then it was taken out of the line',
  CONVERTED: 'then it went on as another kind of contact',
  TRANSFERRED_UNSERVED: 'then it was moved on, unserved',
  LOST_BY_PBX: 'then the PBX lost it',
};

const RANG = {
  ACCEPTED: 'and was answered',
  REJECTED: 'and was declined',
  TIMED_OUT: 'and nobody answered',
  BUSY: 'but the phone was busy',
  UNREACHABLE: 'but no phone could be reached',
  CALLER_LEFT: 'until the caller hung up',
  WITHDRAWN: 'until Usher took it back',
  FAILED: 'but the PBX could not do it',
  TAKEN_BY_OTHER: 'until another agent was faster',
};

const TALK_OVER = {
  CALLER: 'the caller hung up',
  AGENT: 'the agent hung up',
  SYSTEM: 'the PBX ended it',
  TRANSFER: 'given on to somebody else',
};

const REFUSED = {
  FULL: 'the queue was full',
  CLOSED: 'the queue was closed',
  EMPTY: 'nobody was logged in to serve it',
  EMERGENCY: 'there was an emergency',
  LONG_WAIT: 'longer was expected to be waited than the queue asks of anybody',
  UNKNOWN_QUEUE: 'there is no such queue',
  INVALID: 'what the dialplan asked for was not understood',
};

const PROMISED = {
  KEPT: 'they talked in that time',
  LATE: 'they talked, but later',
  NOT_REACHED: 'the customer was not reached',
  MISSED: 'nobody called',
  CANCELLED: 'it was taken back',
};

/** How long it stood in this line, and for how long a wait that counted: a contact that was moved brings its earlier wait along. */
function stay(told) {
  const stayedMs = told.endedAtMs - told.atMs;
  return duration(stayedMs) + (Math.abs(told.forMs - stayedMs) < 1000 ? '' : ` (counted as ${duration(told.forMs)})`);
}

/** One step of a story: what it is about, and how it ended or that it lasts. */
export function step(told) {
  switch (told.what) {
    case 'QUEUED':
      return `Waited in the line of ${told.queue}${told.creditMs > 0 ? `, as if it had come ${duration(told.creditMs)} earlier` : ''}`
        + (told.outcome === null ? '; it still does' : `: ${stay(told)}, ${LEFT_LINE[told.outcome] || told.outcome}`);
    case 'REFUSED':
      return `Was not let into ${told.queue}: ${REFUSED[told.outcome] || told.outcome}`;
    case 'PROMISED':
      return `Was promised a call from ${told.queue}, until ${clock(told.endedAtMs)}: ${PROMISED[told.outcome] || told.outcome}`;
    case 'RELAXED':
      return `More agents may serve it from now on: step ${told.planStep} of the plan of ${told.queue}`;
    case 'OFFERED':
      return `Rang at ${told.agent}${told.outcome === null ? '; it still does' : ` for ${duration(told.forMs)}, ${RANG[told.outcome] || told.outcome}`}`;
    case 'TALKED':
      return `Talked with ${told.agent || 'somebody outside'}${told.transferred ? ', by a transfer' : ''}`
        + (told.outcome === null ? '; still does' : `: ${duration(told.forMs)}${told.holdMs > 0 ? ` and ${duration(told.holdMs)} on hold` : ''}; ${TALK_OVER[told.outcome] || told.outcome}`);
    case 'TRANSFERRED':
      return `${told.agent} gave the call on`;
    case 'MERGED':
      return `Took the place of contact ${told.otherContactId}, by which its agent had consulted`;
    case 'MERGED_INTO':
      return `Gave its place to contact ${told.otherContactId}: it was an agent who consulted`;
    default:
      return told.what.toLowerCase();
  }
}

const LONGER = {
  AGENTS_LEFT: one => `of the agents who may serve it ${one.before} had been there, and ${one.now} were left`,
  PRECEDENCE_CAME: one => (one.now === 1 ? 'another had come before it' : `${one.now} others had come before it`),
  HANDLING_GREW: one => `a call took ${duration(one.now)}, and ${duration(one.before)} before`,
  RULES_CHANGED: () => 'another configuration was in force',
};

/** What a caller was told, and how right it was. */
export function telling(told) {
  const longer = told.longerBecause === null ? '' : ` (longer than before: ${(LONGER[told.longerBecause] || (() => told.longerBecause.toLowerCase()))(told)})`;
  const truth = told.answeredAfterMs === null ? '' : `; it was answered ${duration(told.answeredAfterMs)} later`;
  return `“${told.words}”${longer}, by an estimate of ${duration(told.estimateSeconds * 1000)}${truth}`;
}

const STAGES = {
  WAITING: 'waiting', OFFERED: 'ringing at an agent', CONNECTING: 'being connected', TALKING: 'talking',
  IN_TRANSFER: 'being transferred', RELEASING: 'leaving the line', RINGING: 'ringing', LEAVING: 'on its way out',
};

export const stage = name => STAGES[name] || name.toLowerCase();

const stateWords = Object.fromEntries(AGENT_STATES.map(([state, label]) => [state, `${state === 'WRAP_UP' ? 'in ' : ''}${label.toLowerCase()}`]));

/** What keeps this agent from being rung. */
export function verdict(candidate) {
  switch (candidate.verdict) {
    case 'FREE': return 'free, may take it';
    case 'HELD_BACK': return 'may serve it, but is to take a breath first';
    case 'NOT_IDLE': return `may serve it, but is ${stateWords[candidate.state] || candidate.state}`;
    case 'NOT_AWAITED': return 'it waits for somebody else alone';
    case 'LACKS_SKILL': return `has too little of a skill: ${candidate.lacks.replace(':', ' ')} is asked for`;
    case 'TAKES_NO_CHATS': return 'takes no chats';
    default: return candidate.verdict.toLowerCase();
  }
}

const CONTACT_RULES = {
  WEIGHTED_WAIT: 'waits count as their queue’s aging says',
  LONGEST_WAIT: 'the longest wait comes first',
  TARGET_RATIO: 'waits count by their queue’s target',
  QUEUE_RATIO: 'each queue is to keep its share of the line',
  INDEX: 'the longest wait comes first, and a long line adds to it',
};

const AGENT_RULES = {
  LONGEST_IDLE: 'who has been idle longest',
  LEAST_OCCUPIED: 'who worked least of late',
  BEST_PROFICIENCY: 'who is best at it',
  MOST_REPLACEABLE: 'the one whose skills most others have, too',
  FEWEST_SKILLS: 'who has the fewest skills',
  INDEX: 'who is lowest by a weighted index',
  IDLENESS_RATIO: 'the one whose group has more than its share of idleness',
  BEST_COVERED: 'the one for whose skills most others are free just now',
};

export const contactRule = rules => CONTACT_RULES[rules.contacts] || rules.contacts;
export const agentRule = rules => AGENT_RULES[rules.agents] || rules.agents;

/** What a wait counts for, and why that is not its length. */
export function counted(counts) {
  const parts = [`a wait of ${duration(counts.waitedMs)}`];
  if (counts.ruleMs !== counts.waitedMs) parts.push(`by the rule ${duration(counts.ruleMs)}`);
  if (counts.priorityMs !== 0) parts.push(`priority ${counts.priorityMs > 0 ? 'adds' : 'takes'} ${duration(Math.abs(counts.priorityMs))}`);
  return `counted as ${duration(counts.totalMs)} (${parts.join(', ')})`;
}

const RESULTS = {
  ACCEPTED: 'Done.',
  ACCEPTED_PENDING: 'Accepted: it takes effect after what is going on now.',
  UNCHANGED: 'It was so already.',
};

/** What an order came to. */
export const result = answer => RESULTS[answer.result] || 'Done.';
