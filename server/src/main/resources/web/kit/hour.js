// The last hour, minute by minute, out of the rows of the feed.

export const MINUTE_MS = 60_000;
const MINUTES = 60;

/** A minute in which nothing changed: as the row before left it. */
function quiet(before, fromMs) {
  return {
    ...before, fromMs, atMs: fromMs, waitingMost: before.waiting,
    offered: 0, answered: 0, answeredWithin: 0, abandoned: 0, decided: 0, readyMs: 0, onContactMs: 0,
  };
}

/** The mean number over the minute, or over what has passed of it. */
function mean(summedMs, count, row, endMs) {
  return (summedMs + count * Math.max(0, endMs - row.atMs)) / Math.max(1, endMs - row.fromMs);
}

/**
 * The sixty minutes up to now as columns. What is not known is null: minutes before the log begins, those in which Usher did not run,
 * and the service level of a minute in which nobody left the line.
 */
export function lastHour(rows, silences, nowMs) {
  const lastMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const firstMs = lastMs - (MINUTES - 1) * MINUTE_MS;
  const hour = { fromMs: [], waiting: [], offered: [], answered: [], abandoned: [], level: [], ready: [], onContact: [] };
  let before = null;
  for (const row of rows.values()) if (row.fromMs < firstMs) before = row;
  for (let fromMs = firstMs; fromMs <= lastMs; fromMs += MINUTE_MS) {
    const row = rows.get(fromMs) ?? (before && quiet(before, fromMs));
    const endMs = Math.min(fromMs + MINUTE_MS, nowMs);
    const known = row && !silences.some(silence => silence.fromMs <= fromMs && silence.untilMs >= fromMs + MINUTE_MS);
    hour.fromMs.push(fromMs);
    hour.waiting.push(known ? row.waitingMost : null);
    hour.offered.push(known ? row.offered : null);
    hour.answered.push(known ? row.answered : null);
    hour.abandoned.push(known ? row.abandoned : null);
    hour.level.push(known && row.decided > 0 ? row.answeredWithin / row.decided : null);
    hour.ready.push(known ? mean(row.readyMs, row.ready, row, endMs) : null);
    hour.onContact.push(known ? mean(row.onContactMs, row.onContact, row, endMs) : null);
    before = row;
  }
  return hour;
}
