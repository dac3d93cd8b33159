import { html } from './preact.js';
import { count } from './text.js';
import { Value } from './job.js';
import { useAsked } from './parts.js';

export function Semaphores() {
  const { data, error, stale } = useAsked('api/semaphores', 2000);
  return html`<h1>Semaphores</h1>${stale && html`<p class="notice">The host does not answer.</p>`}${error && html`<p class="notice bad">${error}</p>`}
    <div class="card"><table><thead><tr><th>Name</th><th>Leases</th><th class="number">Waiting</th></tr></thead>
      <tbody>${(data?.semaphores ?? []).map(s => html`<tr><td><a href=${`#/semaphores/${encodeURIComponent(s.name)}`}>${s.name}</a></td>
        <td><progress max=${s.limit} value=${s.held} aria-label=${`${s.name}: leases in use`}></progress> ${count(s.held)} of ${count(s.limit)}</td><td class="number">${count(s.pending)}</td></tr>`)}</tbody></table>
      ${data && !(data.semaphores ?? []).length && html`<p class="quiet">There is none.</p>`}</div>`;
}

export function Semaphore({ name }) {
  const { data, error } = useAsked(`api/semaphores/${encodeURIComponent(name)}`, 2000);
  return html`<h1>Semaphore ${name}</h1>${error && html`<p class="notice bad">${error}</p>`}${data && html`
    <div class="card row"><span class="fact"><span class="quiet">leases</span><b>${count(data.held)} of ${count(data.limit)}</b></span><span class="fact"><span class="quiet">waiting</span><b>${count(data.pending)}</b></span></div>
    <div class="card"><h2>Held</h2>${data.leases?.length ? html`<${Value} value=${data.leases} />` : html`<p class="quiet">Nothing is held.</p>`}</div>
    <div class="card"><h2>Next</h2>${data.next?.length ? html`<${Value} value=${data.next} />` : html`<p class="quiet">Nothing waits.</p>`}</div>`}`;
}

export function Datasets() {
  const { data, error } = useAsked('api/datasets', 5000);
  return html`<h1>Datasets</h1>${error && html`<p class="notice bad">${error}</p>`}
    <div class="card"><table><thead><tr><th>Name</th></tr></thead><tbody>${(data?.datasets ?? []).map(d => (typeof d === 'string' ? d : d.id ?? d.name)).map(d => html`<tr><td><a href=${`#/datasets/${encodeURIComponent(d)}`}>${d}</a></td></tr>`)}</tbody></table>
    ${data && !data.datasets?.length && html`<p class="quiet">There is none.</p>`}</div>`;
}

export function Dataset({ name }) {
  const { data, error } = useAsked(`api/datasets/${encodeURIComponent(name)}`, 5000);
  return html`<h1>Dataset ${name}</h1>${error && html`<p class="notice bad">${error}</p>`}${data && html`<div class="card"><pre>${JSON.stringify(data, null, 1).slice(0, 20000)}</pre></div>`}`;
}

export function Functions() {
  const { data, error } = useAsked('api/functions', 0);
  return html`<h1>Functions</h1>${error && html`<p class="notice bad">${error}</p>`}
    <div class="card"><table><thead><tr><th>Name</th><th>Takes</th><th>Gives</th><th>Version</th></tr></thead>
    <tbody>${(data?.functions ?? data ?? []).map(f => html`<tr><td>${f.name}</td><td>${(f.parameters ?? []).map(p => `${p.name}: ${p.type}${p.optional ? ' (optional)' : ''}`).join(', ')}</td><td>${f.result}</td><td>${f.version}</td></tr>`)}</tbody></table></div>`;
}
