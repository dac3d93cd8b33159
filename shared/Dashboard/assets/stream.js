import { html, useEffect, useRef, useState } from './preact.js';
import { ask } from './api.js';
import { bytes, colour, count, seconds } from './text.js';

const lane = 12;
const strip = 46;
const failed = 1;
const running = 2;
const left = 3;

// The units of a job over time. The host sends pixels, so a million tasks cost what ten do; to zoom is to ask again.
export function TaskStream({ job, tick, hasEnded }) {
  const canvas = useRef(null);
  const [view, setView] = useState(null);
  const [zoom, setZoom] = useState(null);
  const [error, setError] = useState(null);
  const drag = useRef(null);
  useEffect(() => {
    let isOld = false;
    const width = Math.max(100, Math.min(4000, Math.floor(canvas.current?.clientWidth || 900)));
    const range = zoom ? `&from=${zoom[0]}&to=${zoom[1]}` : '';
    ask(`api/jobs/${encodeURIComponent(job)}/stream?width=${width}&rows=60${range}`)
      .then(got => { if (!isOld) { setView(got); setError(null); } }, e => { if (!isOld) setError(e.message); });
    return () => { isOld = true; };
  }, [job, tick, zoom]);
  useEffect(() => { if (view && canvas.current) draw(canvas.current, view, drag.current); }, [view]);
  const at = event => {
    const box = canvas.current.getBoundingClientRect();
    return view.from + (event.clientX - box.left) / box.width * (view.to - view.from);
  };
  const end = event => {
    if (!drag.current || !view) return;
    const [a, b] = [drag.current.from, at(event)].sort((x, y) => x - y);
    drag.current = null;
    if (b - a > (view.to - view.from) / 100) setZoom([a, b]);
    else draw(canvas.current, view, null);
  };
  return html`<div class="card">
    <div class="row"><h2>Task stream</h2><span class="quiet">${view ? `${count(view.units)} units, ${seconds((view.to - view.from) / 1000)} shown` : ''}</span>
      <span class="push">${zoom ? html`<button onClick=${() => setZoom(null)}>Show all</button>` : html`<span class="quiet">drag to zoom</span>`}</span></div>
    ${error && html`<p class="notice bad">${error}</p>`}
    <canvas ref=${canvas} role="img" aria-label="Units of the job over time" height=${view ? view.rows.length * lane + 2 * strip : 120}
      onPointerDown=${e => { if (view) drag.current = { from: at(e) }; }}
      onPointerMove=${e => { if (drag.current && view) { drag.current.to = at(e); draw(canvas.current, view, drag.current); } }}
      onPointerUp=${end} onPointerLeave=${() => { drag.current = null; }}></canvas>
    ${view && html`<div class="legend">${view.nodes.map((name, i) => html`<span ref=${swatch(i)}>${name}</span>`)}</div>`}
    ${view && view.units === 0 && html`<p class="quiet">${hasEnded ? 'Nothing ran: everything was found finished.' : 'Nothing has run yet.'}</p>`}
  </div>`;
}

// A style attribute is not allowed by the page's policy; a property set by script is.
const swatch = i => element => element?.style.setProperty('--swatch', colour(i));

function draw(element, view, drag) {
  const scale = devicePixelRatio || 1;
  const [width, height] = [element.clientWidth, view.rows.length * lane + 2 * strip];
  element.width = width * scale;
  element.height = height * scale;
  element.style.height = `${height}px`;
  const style = getComputedStyle(element);
  const paint = element.getContext('2d');
  paint.scale(scale, scale);
  const x = width / view.width;
  view.rows.forEach((runs, row) => {
    for (let i = 0; i < runs.length; i += 4) {
      const [from, length, node, state] = runs.slice(i, i + 4);
      paint.globalAlpha = state === left ? 0.35 : 1;
      paint.fillStyle = state === failed ? style.getPropertyValue('--failed') : colour(node);
      paint.fillRect(from * x, row * lane, Math.max(length * x - (length * x > 3 ? 0.5 : 0), 0.7), lane - 2);
      if (state === running) {
        paint.fillStyle = style.getPropertyValue('--text');
        paint.fillRect((from + length) * x - 2, row * lane, 2, lane - 2);
      }
    }
  });
  paint.globalAlpha = 1;
  const top = view.rows.length * lane;
  area(paint, style, view.running, x, top, 'units at once', n => n.toFixed(n < 10 ? 1 : 0));
  area(paint, style, view.memory, x, top + strip, 'memory of units', bytes);
  if (drag?.to) {
    const at = t => (t - view.from) / (view.to - view.from) * width;
    paint.fillStyle = style.getPropertyValue('--accent');
    paint.globalAlpha = 0.2;
    paint.fillRect(Math.min(at(drag.from), at(drag.to)), 0, Math.abs(at(drag.to) - at(drag.from)), height);
  }
}

function area(paint, style, values, x, top, name, text) {
  const most = Math.max(...values, 0);
  paint.fillStyle = style.getPropertyValue('--running');
  paint.globalAlpha = 0.45;
  values.forEach((value, i) => {
    const tall = most ? value / most * (strip - 18) : 0;
    paint.fillRect(i * x, top + strip - tall, Math.max(x, 0.7), tall);
  });
  paint.globalAlpha = 1;
  paint.fillStyle = style.getPropertyValue('--quiet');
  paint.font = '11px system-ui, sans-serif';
  paint.fillText(`${name}, at most ${text(most)}`, 4, top + 13);
}
