import { html, render, useEffect, useRef, useState } from './preact.js';
import { isSignedIn, signIn, tenantName } from './api.js';
import { Jobs } from './jobs.js';
import { Job } from './job.js';
import { Dataset, Datasets, Functions, Semaphore, Semaphores } from './things.js';

const pages = [['jobs', 'Jobs', Jobs, Job, 'id'], ['datasets', 'Datasets', Datasets, Dataset, 'name'], ['semaphores', 'Semaphores', Semaphores, Semaphore, 'name'], ['functions', 'Functions', Functions]];

function App() {
  const [hash, setHash] = useState(location.hash);
  const [signed, setSigned] = useState(0);
  useEffect(() => {
    const moved = () => { setHash(location.hash); scrollTo(0, 0); };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const [area, one] = hash.replace(/^#\/?/, '').split('/').map(decode);
  const [name, title, List, One, argument] = pages.find(page => page[0] === area) ?? pages[0];
  useEffect(() => { document.title = `${one || title} - Serverless`; }, [title, one]);
  return html`<header class="top"><strong>Serverless</strong>
      <nav aria-label="Pages">${pages.map(([to, text]) => html`<a href=${`#/${to}`} aria-current=${to === name ? 'page' : undefined}>${text}</a>`)}</nav>
      <${SignIn} onChange=${() => setSigned(signed + 1)} /></header>
    <main key=${`${signed} ${hash}`}>${one && One ? html`<${One} ...${{ [argument]: one }} />` : html`<${List} />`}</main>`;
}

// A key is asked for once, when the host wants one, and kept for this tab.
function SignIn({ onChange }) {
  const dialog = useRef(null);
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    const ask = () => { setNeeded(true); if (!dialog.current.open) dialog.current.showModal(); };
    addEventListener('key-needed', ask);
    return () => removeEventListener('key-needed', ask);
  }, []);
  const submit = event => {
    event.preventDefault();
    signIn(event.target.elements.key.value, event.target.elements.tenant.value);
    setNeeded(false);
    dialog.current.close();
    onChange();
  };
  return html`<span class="push row"><span class="quiet">${tenantName()}</span><button onClick=${() => dialog.current.showModal()}>${isSignedIn() ? 'Change key' : 'Sign in'}</button></span>
    <dialog ref=${dialog} aria-label="Sign in"><form onSubmit=${submit}>
      <p>${isNeeded ? 'This host wants a key.' : 'A key acts for its tenant. On this machine none may be needed.'}</p>
      <p><label>Key <input name="key" type="password" autocomplete="off" /></label></p><p><label>Tenant <input name="tenant" placeholder="the key's own" /></label></p>
      <div class="row"><button type="submit">Use</button><button type="button" onClick=${() => dialog.current.close()}>Close</button></div></form></dialog>`;
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const page = document.getElementById('app');
page.textContent = '';
render(html`<${App} />`, page);
