import { html } from './preact.js';
import { Graph, layout } from './dagre.js';
import { count } from './text.js';

const [width, height] = [170, 46];

// A document's nodes, laid out from left to right; how far each is fills its box.
export function JobGraph({ graph, progress, failed, onPick }) {
  if (graph.nodes.length > 300) return html`<p class="quiet">${count(graph.nodes.length)} nodes: too many to draw. The table below has them.</p>`;
  const drawn = new Graph().setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 46, marginx: 4, marginy: 4 }).setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) drawn.setNode(node.name, { width, height });
  for (const node of graph.nodes) {
    for (const input of node.inputs) if (drawn.hasNode(input)) drawn.setEdge(input, node.name, { isAfter: false });
    for (const before of node.after) if (drawn.hasNode(before) && !drawn.hasEdge(before, node.name)) drawn.setEdge(before, node.name, { isAfter: true });
  }
  layout(drawn);
  const size = drawn.graph();
  const far = farOf(progress);
  return html`<svg class="graph" role="img" aria-label="The job's nodes" width=${size.width} height=${size.height} viewBox="0 0 ${size.width} ${size.height}">
    ${drawn.edges().map(e => { const edge = drawn.edge(e); return html`<path class=${edge.isAfter ? 'after' : ''} d=${line(edge.points)} />`; })}
    ${graph.nodes.map(node => {
      const { x, y } = drawn.node(node.name);
      const state = far.get(node.name);
      const part = state ? state.done / Math.max(1, state.tasks) : 0;
      const kind = failed.has(node.name) ? 'failed' : state && part < 1 ? 'running' : '';
      return html`<g class="node ${kind}" transform="translate(${x - width / 2} ${y - height / 2})" onClick=${() => onPick(node.name)}>
        <title>${node.name}: ${node.kind} ${node.what ?? ''}${state ? `, ${count(state.done)} of ${count(state.tasks)} tasks` : ''}</title>
        <rect class="box" width=${width} height=${height} rx="6" /><rect class="fill" width=${width * Math.min(1, part)} height=${height} rx="6" />
        <text x="10" y="19">${short(node.name, 22)}${graph.outputs.includes(node.name) ? ' ◂' : ''}</text>
        <text class="small" x="10" y="36">${short(`${node.kind}${node.what ? ` ${node.what}` : ''}`, 25)}</text>
      </g>`;
    })}
  </svg>`;
}

const line = points => points.map((p, i) => `${i ? 'L' : 'M'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join('');
const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// What runs together is one line of progress; levels of one node add up.
export function farOf(progress) {
  const far = new Map();
  for (const line of progress) {
    for (const name of new Set(line.fused.split(' + '))) {
      const sum = far.get(name) ?? { tasks: 0, done: 0 };
      far.set(name, { tasks: sum.tasks + line.tasks, done: sum.done + line.done });
    }
  }
  return far;
}
