import { html, useEffect, useRef, useState } from './preact.js';
import { ApiError, ask } from './api.js';

export const State = ({ of }) => html`<span class="state ${of}">${of}</span>`;

// Asks again and again; says when what it has is old, and which answers are no answers.
export function useAsked(path, every, tick = 0) {
  const [state, setState] = useState({ data: null, error: null, stale: false });
  useEffect(() => {
    let isOver = false;
    let timer = null;
    const look = async () => {
      try {
        const data = await ask(path);
        if (!isOver) setState({ data, error: null, stale: false });
      } catch (e) {
        if (isOver) return;
        if (e instanceof ApiError && e.status === 401) dispatchEvent(new Event('key-needed'));
        setState(before => (e instanceof ApiError && e.status < 500 ? { data: null, error: e.message, stale: false } : { ...before, stale: true }));
      }
      if (!isOver && every) timer = setTimeout(look, document.hidden ? every * 5 : every);
    };
    look();
    return () => { isOver = true; clearTimeout(timer); };
  }, [path, every, tick]);
  return state;
}

// A change is asked for once more before it is made.
export function Confirm({ text, label, onYes, danger }) {
  const dialog = useRef(null);
  return html`<button class=${danger ? 'danger' : ''} onClick=${() => dialog.current.showModal()}>${label}</button>
    <dialog ref=${dialog}><p>${text}</p><div class="row"><button autofocus onClick=${() => dialog.current.close()}>No</button>
      <button class=${danger ? 'danger' : ''} onClick=${() => { dialog.current.close(); onYes(); }}>${label}</button></div></dialog>`;
}
