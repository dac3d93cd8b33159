import { html, useEffect, useState } from './preact.js';
import { ask } from './api.js';
import { between, count, seconds, time } from './text.js';
import { State, useAsked } from './parts.js';

const statuses = ['pending', 'running', 'suspended', 'cancelling', 'done', 'failed', 'cancelled', 'rejected'];

export function Jobs() {
  const [status, setStatus] = useState('');
  const [text, setText] = useState('');
  const [pages, setPages] = useState([null]);
  const after = pages[pages.length - 1];
  const { data, error, stale } = useAsked(`api/jobs?limit=100${status ? `&status=${status}` : ''}${after ? `&after=${encodeURIComponent(after)}` : ''}`, 2000);
  useEffect(() => setPages([null]), [status]);
  const wanted = (data?.jobs ?? []).filter(job => !text || `${job.id} ${job.name} ${JSON.stringify(job.params ?? {})}`.toLowerCase().includes(text.toLowerCase()));
  return html`<h1>Jobs</h1>
    ${stale && html`<p class="notice">The host does not answer. What is shown is from before; it is asked again.</p>`}
    ${error && html`<p class="notice bad">${error}</p>`}
    <div class="row card">
      <label>Search <input type="search" value=${text} onInput=${e => setText(e.target.value)} placeholder="name, id, parameter" /></label>
      <label>Status <select value=${status} onChange=${e => setStatus(e.target.value)}><option value="">all</option>${statuses.map(s => html`<option>${s}</option>`)}</select></label>
    </div>
    <div class="card"><table>
      <thead><tr><th>Job</th><th>Status</th><th class="wide">Submitted</th><th class="number">Took</th><th class="number">Tasks</th><th class="number wide">Found</th></tr></thead>
      <tbody>${wanted.map(job => html`<tr key=${job.id}>
        <td><a href=${`#/jobs/${encodeURIComponent(job.id)}`}>${job.name}</a> <span class="quiet wide">${job.id}</span>${params(job.params)}</td>
        <td><${State} of=${job.status} /></td><td class="wide">${time(job.submittedAt)}</td>
        <td class="number">${seconds(between(job.submittedAt, job.endedAt))}</td><td class="number">${count(job.totals?.tasks ?? job.progress?.tasks)}</td>
        <td class="number wide">${count(job.totals?.found ?? job.progress?.foundTasks)}</td></tr>`)}</tbody>
    </table>
    ${data && wanted.length === 0 && html`<p class="quiet">${data.jobs.length ? 'No job of this page matches.' : status ? `No job is ${status}.` : 'No job yet. Submit one: serverless submit JOB.json'}</p>`}
    <div class="row">${pages.length > 1 && html`<button onClick=${() => setPages(pages.slice(0, -1))}>Newer</button>`}
      ${data?.next && html`<button onClick=${() => setPages([...pages, data.next])}>Older</button>`}</div></div>`;
}

export const params = values => values && Object.keys(values).length > 0 && html`<div class="quiet">${Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', ')}</div>`;
