// Numbers and times as people read them.
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const count = n => (n ?? 0).toLocaleString('en');

export function bytes(n) {
  if (!n) return '0 B';
  const at = Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** at).toFixed(at ? 1 : 0)} ${units[at]}`;
}

export function seconds(s) {
  if (s === null || s === undefined || !isFinite(s)) return '';
  if (s < 10) return `${s.toFixed(s < 1 ? 2 : 1)} s`;
  if (s < 120) return `${Math.round(s)} s`;
  if (s < 7200) return `${Math.round(s / 60)} min`;
  return `${(s / 3600).toFixed(1)} h`;
}

export const time = t => (t ? new Date(t).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' }) : '');

export const between = (a, b) => ((b ? new Date(b) : new Date()) - new Date(a)) / 1000;

// Neighbours differ in hue, and the same node has the same colour everywhere.
export const colour = at => `hsl(${(at * 137.5 + 210) % 360} 55% 52%)`;
