// The last hour as charts, and the same in numbers.
import { html, useEffect, useMemo, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import uPlot from '/web/vendor/uplot-1.6.32.js';
import { MINUTE_MS, lastHour } from '/web/kit/hour.js';
import { hourAndMinute, percent } from '/web/kit/format.js';

const ALL = 0;
const CHOICE_KEY = 'usher.hour.queue';
const NOTHING = new Map();
const LABEL_STEPS_S = [600, 900, 1200, 1800]; // between the times below a chart
const VALUE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

const whole = value => (value === null ? '–' : String(value));
const tenth = value => (value === null ? '–' : value.toFixed(1));

const steps = () => uPlot.paths.stepped({ align: 1 });

/** Bars of this share of their minute's width, within it. */
const bars = share => () => uPlot.paths.bars({ size: [share, Infinity], align: 1 });
const wide = bars(0.9);
const narrow = bars(0.45);

/**
 * What is charted: series are drawn in this order, each over those before it. `tone` is the name of a colour of kit.css; `read` makes the
 * text of a value; `fill` is how opaque its area is, in percent; `draws` gives the height where
 * that is not the value itself; `ofOneQueue` has no value for all queues together.
 */
const CHARTS = [
  {
    title: 'Waiting', hint: 'the most at once in each minute',
    series: [{ key: 'waiting', label: 'at most', tone: 'accent', read: whole, paths: wide, fill: 80 }],
  },
  {
    title: 'Callers', hint: 'in each minute; short abandons are left out of the abandoned',
    series: [
      { key: 'offered', label: 'offered', tone: 'soft', read: whole, paths: wide, fill: 40 },
      { key: 'abandoned', label: 'abandoned', tone: 'bad', read: whole, paths: narrow, fill: 100,
        draws: (hour, i) => (hour.answered[i] === null ? null : hour.answered[i] + hour.abandoned[i]) },
      { key: 'answered', label: 'answered', tone: 'good', read: whole, paths: narrow, fill: 100 },
    ],
  },
  {
    title: 'Service level', hint: 'of those who left the line in the minute: answered in time ÷ all, short abandons left out',
    series: [
      { key: 'target', label: 'target', tone: 'soft', read: percent, dash: [6, 5], ofOneQueue: true },
      { key: 'level', label: 'reached', tone: 'accent', read: percent, paths: narrow, fill: 45, points: true },
    ],
    top: 1,
  },
  {
    title: 'Agents', hint: 'mean number in each minute',
    series: [
      { key: 'onContact', label: 'on a contact', tone: 'busy', read: tenth, paths: steps, fill: 22 },
      { key: 'ready', label: 'ready', tone: 'ready', read: tenth, paths: steps },
    ],
  },
];

const isBar = series => series.paths === wide || series.paths === narrow;

function drawn(chart, hour) {
  const heights = series => (series.draws ? hour.fromMs.map((_, i) => series.draws(hour, i)) : hour[series.key]);
  return [hour.fromMs.map(ms => ms / 1000), ...chart.series.map(heights)];
}

function colour(tone, share = 100) {
  const plain = getComputedStyle(document.documentElement).getPropertyValue(`--${tone}`).trim();
  return share === 100 ? plain : `color-mix(in srgb, ${plain} ${share}%, transparent)`;
}

function options(chart, box, onHover) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${Math.round(0.8 * rem)}px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colour('soft'), font, ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [0.5 * rem, 1.4 * rem, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'hour' }, points: { show: false } },
    hooks: { setCursor: [plot => onHover(plot.cursor.idx ?? null)] },
    scales: {
      x: { range: plot => [plot.data[0][0], plot.data[0].at(-1) + MINUTE_MS / 1000] },
      y: { range: (plot, least, most) => [0, chart.top ?? Math.max(1, most)] },
    },
    axes: [
      { ...axis, size: 1.5 * rem, gap: 0.2 * rem, space: 3.4 * rem, incrs: LABEL_STEPS_S, grid: { show: false },
        values: (plot, times) => times.map(s => hourAndMinute(s * 1000)) },
      { ...axis, size: 3 * rem, gap: 0.3 * rem, space: 1.8 * rem, incrs: chart.top === 1 ? [0.25, 0.5] : VALUE_STEPS,
        values: (plot, values) => values.map(value => (chart.top === 1 ? percent(value) : value)) },
    ],
    series: [{}, ...chart.series.map(series => ({
      stroke: colour(series.tone),
      fill: series.fill && colour(series.tone, series.fill),
      width: isBar(series) ? 0 : Math.max(1.5, 0.12 * rem),
      dash: series.dash,
      paths: series.paths?.(),
      points: { show: series.points === true, size: 0.32 * rem, fill: colour(series.tone) },
    }))],
  };
}

/** Draws into the box; anew when its size or the colours change. Gives a function that takes other data. */
function usePlot(chart, data, onHover) {
  const box = useRef(null);
  const plot = useRef(null);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(chart, box.current, onHover), latest.current, box.current);
    };
    const sizes = new ResizeObserver(draw); // tells the first size, too
    sizes.observe(box.current);
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, [chart]);
  useEffect(() => plot.current?.setData(data), [data]);
  return box;
}

function inWords(chart, hour, at) {
  return `${chart.title} in the last hour, ${chart.hint}. At ${hourAndMinute(hour.fromMs[at])}: `
    + chart.series.map(series => `${series.label} ${series.read(hour[series.key][at])}`).join(', ');
}

function Chart({ chart, hour, ofOneQueue, hovered, onHover }) {
  const data = useMemo(() => drawn(chart, hour), [chart, hour]);
  const box = usePlot(chart, data, onHover);
  const last = hour.fromMs.length - 1;
  const at = hovered ?? last;
  return html`<figure class="chart" data-chart=${chart.title}>
    <figcaption title=${chart.hint}>
      <h3>${chart.title} <span class="at">${hovered === null ? 'this minute' : hourAndMinute(hour.fromMs[at])}</span></h3>
      <ul>${chart.series.filter(series => ofOneQueue || !series.ofOneQueue).reverse().map(series => html`<li class=${`tone-${series.tone}`} key=${series.key}>
        <span class=${isBar(series) ? 'swatch bar' : series.dash ? 'swatch dashed' : 'swatch'} aria-hidden="true"></span>
        ${series.label} <strong>${series.read(hour[series.key][at])}</strong></li>`)}</ul>
    </figcaption>
    <div class="plot" ref=${box} role="img" aria-label=${inWords(chart, hour, last)}></div>
  </figure>`;
}

function Numbers({ hour }) {
  const [open, setOpen] = useState(false);
  const newestFirst = hour.fromMs.map((_, i) => i).reverse();
  const columns = CHARTS.flatMap(chart => chart.series.toReversed().map(series => [`${chart.title}: ${series.label}`, series]));
  return html`<details class="numbers" onToggle=${event => setOpen(event.target.open)}>
    <summary>The hour in numbers</summary>
    ${open ? html`<div class="scroll" tabindex="0" role="region" aria-label="The hour in numbers"><table>
      <thead><tr><th scope="col">Minute</th>${columns.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${newestFirst.map(i => html`<tr key=${hour.fromMs[i]}><th scope="row">${hourAndMinute(hour.fromMs[i])}</th>
        ${columns.map(([, series]) => html`<td>${series.read(hour[series.key][i])}</td>`)}</tr>`)}</tbody>
    </table></div>` : ''}
  </details>`;
}

function Silences({ silences, sinceMs }) {
  const long = silences.filter(silence => silence.untilMs > sinceMs && silence.untilMs - silence.fromMs >= MINUTE_MS);
  return long.length === 0 ? '' : html`<p class="silences">Usher did not run, so nothing is known:
    ${' '}${long.map(({ fromMs, untilMs }) => `${hourAndMinute(fromMs)} to ${hourAndMinute(untilMs)}`).join(', ')}</p>`;
}

/** The charts of one queue or of all, as the one who watches chose; remembered. */
export function LastHour({ board, nowMs }) {
  const [chosen, setChosen] = useState(localStorage.getItem(CHOICE_KEY) ?? '');
  const [hovered, setHovered] = useState(null);
  const queue = board.queues.find(known => known.name === chosen);
  const rows = board.minutes.get(queue ? queue.id : ALL) ?? NOTHING;
  const second = Math.floor(nowMs / 1000);
  const hour = useMemo(() => {
    const columns = lastHour(rows, board.silences, nowMs);
    return { ...columns, target: columns.fromMs.map(() => queue?.serviceLevelTarget ?? null) };
  }, [rows, second, queue?.serviceLevelTarget]);
  const choose = event => {
    setChosen(event.target.value);
    localStorage.setItem(CHOICE_KEY, event.target.value);
  };
  return html`<section class="hour" aria-label="Last hour">
    <header>
      <h2><label for="hour-queue">Last hour</label></h2>
      <select id="hour-queue" value=${queue ? queue.name : ''} onChange=${choose}>
        <option value="">All queues</option>
        ${board.queues.map(known => html`<option key=${known.id} value=${known.name}>${known.title}</option>`)}
      </select>
      <${Silences} silences=${board.silences} sinceMs=${hour.fromMs[0]} />
    </header>
    <div class="charts">
      ${CHARTS.map(chart => html`<${Chart} key=${chart.title} chart=${chart} hour=${hour} ofOneQueue=${queue !== undefined}
        hovered=${hovered} onHover=${setHovered} />`)}
    </div>
    <${Numbers} hour=${hour} />
  </section>`;
}
