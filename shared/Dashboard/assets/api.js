// Talks to the API. The key is kept for this tab alone; addresses are relative, so that the page works behind any path prefix.
const KEY = 'serverless.key';
const TENANT = 'serverless.tenant';

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The host answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

export const address = path => new URL(path, document.baseURI);

export function signIn(key, tenant) {
  set(KEY, key);
  set(TENANT, tenant);
}

export const isSignedIn = () => sessionStorage.getItem(KEY) !== null;
export const tenantName = () => sessionStorage.getItem(TENANT) || 'default';

function set(name, value) {
  if (value) sessionStorage.setItem(name, value);
  else sessionStorage.removeItem(name);
}

function headers(more) {
  const all = { ...more };
  const [key, tenant] = [sessionStorage.getItem(KEY), sessionStorage.getItem(TENANT)];
  if (key) all.Authorization = `Bearer ${key}`;
  if (tenant) all['Serverless-Tenant'] = tenant;
  return all;
}

export async function ask(path, options = {}) {
  const answer = await fetch(address(path), { ...options, headers: headers(options.headers) });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => ({})));
  return answer.status === 204 ? null : answer.json();
}

export const change = path => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '' });

// Follows a job's events to its end, over broken connections and restarted hosts. EventSource sends no key, so the stream is read here.
export function follow(job, onEvent, onState) {
  const stop = new AbortController();
  let last = null;
  let wait = 1000;
  (async () => {
    while (!stop.signal.aborted) {
      try {
        const more = last === null ? {} : { 'Last-Event-ID': last };
        const answer = await fetch(address(`api/jobs/${encodeURIComponent(job)}/events`), { headers: headers(more), signal: stop.signal });
        if (answer.status === 204) return onState('ended');
        if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => ({})));
        onState('live');
        wait = 1000;
        if (await read(answer.body, event => { last = event.id ?? last; onEvent(event); })) return onState('ended');
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiError && error.status < 500) return onState('refused', error);
      }
      onState('stale');
      await new Promise(over => setTimeout(over, wait));
      wait = Math.min(wait * 2, 15000);
    }
  })();
  return () => stop.abort();
}

async function read(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return false;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const event = {};
      for (const line of block.split('\n')) {
        const at = line.indexOf(':');
        if (at > 0) event[line.slice(0, at)] = line.slice(at + 1).trimStart();
      }
      if (!event.event) continue;
      onEvent({ id: event.id ?? null, type: event.event, data: JSON.parse(event.data) });
      if (event.event === 'job.ended') return true;
    }
  }
}
