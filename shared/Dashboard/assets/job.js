import { html, useEffect, useState } from './preact.js';
import { ask, change, follow } from './api.js';
import { between, bytes, count, seconds, time } from './text.js';
import { Confirm, State, useAsked } from './parts.js';
import { JobGraph } from './graph.js';
import { TaskStream } from './stream.js';
import { params } from './jobs.js';

export function Job({ id }) {
  const path = `api/jobs/${encodeURIComponent(id)}`;
  const [tick, setTick] = useState(0);
  const [live, setLive] = useState('live');
  const [ended, setEnded] = useState(false);
  const [said, setSaid] = useState(null);
  const { data: job, error, stale } = useAsked(path, ended ? 0 : 2000, tick);
  const { data: graph } = useAsked(`${path}/graph`, 0);
  useEffect(() => {
    let due = null;
    setEnded(false);
    // Events come in bursts; what they change is asked for a few times a second.
    const soon = () => { due ??= setTimeout(() => { due = null; setTick(t => t + 1); }, 400); };
    const stop = follow(id, soon, state => { setLive(state); if (state === 'ended') { setEnded(true); soon(); } });
    return () => { stop(); clearTimeout(due); };
  }, [id]);
  if (error) return html`<h1>${id}</h1><p class="notice bad">${error}</p>`;
  if (!job) return html`<p class="quiet pad">Loading.</p>`;
  const act = verb => change(`${path}/${verb}`).then(made => { setSaid(null); if (made?.id && made.id !== id) location.hash = `#/jobs/${encodeURIComponent(made.id)}`; setTick(t => t + 1); }, e => setSaid(e.message));
  const failed = new Set((job.failureDetails ?? []).map(f => (f.task ?? '').replace(/\[\d+\]$/, '')));
  return html`
    <h1>${job.name} <span class="quiet">${id}</span></h1>
    ${(stale || live === 'stale') && !ended && html`<p class="notice" role="status">The connection is lost. What is shown is from before; it goes on by itself.</p>`}
    ${said && html`<p class="notice bad" role="alert">${said}</p>`}
    <div class="card row">
      <${Fact} name="status" value=${html`<${State} of=${job.status} />`} />
      <${Fact} name="submitted" value=${time(job.submittedAt)} />
      <${Fact} name="took" value=${seconds(between(job.submittedAt, job.endedAt))} />
      ${job.totals && html`<${Fact} name="tasks" value=${count(job.totals.tasks)} /><${Fact} name="units" value=${count(job.totals.units)} /><${Fact} name="found finished" value=${count(job.totals.found)} />
        <${Fact} name="written" value=${bytes(job.totals.bytes)} />`}
      ${!job.hasEnded && html`<${Fact} name="left, at least" value=${seconds(Math.max(0, ...(job.nodes ?? []).map(n => n.secondsLeft ?? 0)))} />`}
      <span class="push row">
        ${['pending', 'running'].includes(job.status) && html`<${Confirm} label="Suspend" text="Start no further units of this job? Those that run end." onYes=${() => act('suspend')} />`}
        ${job.status === 'suspended' && html`<button onClick=${() => act('resume')}>Resume</button>`}
        ${job.status === 'failed' && html`<${Confirm} label="Resume" text="Run what is not there as a new job? What is finished is not run again." onYes=${() => act('resume')} />`}
        ${!job.hasEnded && html`<${Confirm} label="Cancel" danger text="End this job as cancelled? What is finished stays recorded." onYes=${() => act('cancel')} />`}
      </span>
    </div>
    ${params(job.params)}
    ${job.reason && html`<p class="notice bad">${job.reason}</p>`}
    ${job.problems?.map(p => html`<p class="notice bad">${p.path}: ${p.message}</p>`)}
    <${Failures} job=${job} />
    ${graph && html`<div class="card"><h2>Nodes</h2><${JobGraph} graph=${graph} progress=${job.nodes ?? []} failed=${failed} onPick=${name => document.getElementById(`node-${name}`)?.scrollIntoView({ block: 'center' })} /></div>`}
    <${TaskStream} job=${id} tick=${tick} hasEnded=${job.hasEnded} />
    <${Nodes} nodes=${job.nodes ?? []} />
    ${job.hasEnded && html`<${Outputs} path=${path} />`}
    <${Logs} path=${path} tick=${tick} />`;
}

const Fact = ({ name, value }) => html`<span class="fact"><span class="quiet">${name}</span><b>${value}</b></span>`;

function Nodes({ nodes }) {
  return html`<div class="card"><h2>Progress</h2><table>
    <thead><tr><th>Runs together</th><th>Progress</th><th class="number">Tasks</th><th class="number wide">Units</th><th class="number wide">A second</th><th class="number">Left</th></tr></thead>
    <tbody>${nodes.map(node => html`<tr id=${`node-${node.node}`} key=${`${node.stage} ${node.node}`}><td>${node.node}${node.fused !== node.node && html` <span class="quiet">${node.fused}</span>`}</td>
      <td><progress max=${Math.max(1, node.tasks)} value=${node.done} aria-label=${`${node.node}: ${node.done} of ${node.tasks}`}></progress></td>
      <td class="number">${count(node.done)} of ${count(node.tasks)}</td><td class="number wide">${count(node.unitsDone)} of ${count(node.units)}</td>
      <td class="number wide">${node.tasksPerSecond ? count(node.tasksPerSecond) : ''}</td><td class="number">${node.done < node.tasks ? seconds(node.secondsLeft) : 'done'}</td></tr>`)}</tbody>
  </table>${nodes.length === 0 && html`<p class="quiet">Nothing is planned yet.</p>`}</div>`;
}

function Failures({ job }) {
  const all = job.failureDetails ?? [];
  if (all.length === 0) return null;
  return html`<div class="card"><h2>${count(all.length)} ${all.length === 1 ? 'failure' : 'failures'}${job.moreFailures ? `, and ${count(job.moreFailures)} more` : ''}</h2>
    ${all.slice(0, 20).map(f => html`<section><p><strong class="state failed">${f.task}</strong> <span class="quiet">${[f.kind, `${count(f.attempts)} ${f.attempts === 1 ? 'attempt' : 'attempts'}`, f.worker].filter(Boolean).join(', ')}</span></p>
      <pre>${f.message}</pre>
      ${f.inputs?.length > 0 && html`<p class="quiet">Its inputs: ${f.inputs.join(', ')}</p>`}
      ${f.errors?.some(e => e.trace) && html`<details><summary>Where it happened</summary>${f.errors.map(e => html`<pre>${e.type}: ${e.message}\n${e.trace}</pre>`)}</details>`}
      ${f.log?.length > 0 && html`<details open><summary>What it said last</summary><pre>${f.log.map(line => (typeof line === 'string' ? line : line.text ?? JSON.stringify(line))).join('\n')}</pre></details>`}
      ${f.rerun && html`<p class="quiet">Run it again, here, on exactly the inputs that it had: <${Copy} text=${f.rerun} /></p><pre>${f.rerun}</pre>`}</section>`)}</div>`;
}

function Copy({ text }) {
  const [isDone, setDone] = useState(false);
  return html`<button onClick=${() => navigator.clipboard.writeText(text).then(() => setDone(true))}>${isDone ? 'copied' : 'Copy'}</button>`;
}

function Outputs({ path }) {
  const { data, error } = useAsked(`${path}/outputs`, 0);
  const [shown, setShown] = useState(null);
  const show = output => ask(`${path}/outputs/${encodeURIComponent(output.name)}${output.kind === 'table' ? '?count=100' : ''}`)
    .then(value => setShown({ name: output.name, value }), e => setShown({ name: output.name, value: e.message }));
  if (error || !data?.outputs?.length) return null;
  return html`<div class="card"><h2>Outputs</h2><div class="row">${data.outputs.map(output => html`<button onClick=${() => show(output)}>${output.name} <span class="quiet">${output.kind}</span></button>`)}</div>
    ${shown && html`<h2>${shown.name}</h2><${Value} value=${shown.value} />`}</div>`;
}

// Records as a table, everything else as its text; a page is not the place for a million rows.
export function Value({ value }) {
  const rows = Array.isArray(value) && value.length > 0 && value.every(row => row && typeof row === 'object' && !Array.isArray(row)) ? value.slice(0, 100) : null;
  if (!rows) return html`<pre>${JSON.stringify(value, null, 1).slice(0, 20000)}</pre>`;
  const names = [...new Set(rows.flatMap(Object.keys))];
  return html`<table><thead><tr>${names.map(name => html`<th>${name}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr>${names.map(name => html`<td class=${typeof row[name] === 'number' ? 'number' : ''}>${typeof row[name] === 'object' ? JSON.stringify(row[name]) : String(row[name] ?? '')}</td>`)}</tr>`)}</tbody></table>
    ${value.length > rows.length && html`<p class="quiet">The first ${rows.length} of ${count(value.length)}.</p>`}`;
}

function Logs({ path, tick }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card" onToggle=${e => setOpen(e.target.open)}><summary>Log</summary>${isOpen && html`<${Lines} path=${path} tick=${tick} />`}</details>`;
}

function Lines({ path, tick }) {
  const { data, error } = useAsked(`${path}/logs`, 0, tick);
  if (error) return html`<p class="notice bad">${error}</p>`;
  if (!data) return html`<p class="quiet">Loading.</p>`;
  const text = data.units.flatMap(unit => unit.lines.map(line => (typeof line === 'string' ? line : line.text ?? JSON.stringify(line)))).join('\n');
  return text ? html`<pre>${text}</pre>` : html`<p class="quiet">No task has logged anything.</p>`;
}
