import type { DemoState } from "./demo-state.ts";

/** The control page: what runs, who answers, and a button for each platform. */
export function controlPage(state: DemoState, page: { token: string; nonce: string }): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Understudy demo control</title>
<style nonce="${page.nonce}">${STYLE}</style>
<main>
<h1>Demo control</h1>
<p>The <b>storefront</b> has two platforms. Stop the primary and watch: every request is still answered.
<a href="${escape(state.portalUrl)}/apis/storefront">Open storefront in the portal</a></p>
<table>
<thead><tr><th>Server</th><th>Address</th><th>State</th><th></th></tr></thead>
<tbody>${state.platforms.map((platform) => row(platform, page.token)).join("")}</tbody>
</table>
<h2>Traffic</h2>
<p id="traffic" role="status">${trafficLine(state.traffic)}</p>
<form method="post" action="/traffic/${state.traffic.isOn ? "stop" : "start"}">
<input type="hidden" name="token" value="${page.token}">
<button>${state.traffic.isOn ? "Stop the traffic" : "Start the traffic"}</button></form>
<script nonce="${page.nonce}">${SCRIPT}</script>
</main>
</html>`;
}

function row(platform: DemoState["platforms"][number], token: string): string {
  const { name, url, isRunning } = platform;
  const verb = isRunning ? "stop" : "start";
  return `<tr><td>${escape(name)}</td><td>${escape(url)}</td>
<td data-platform="${escape(name)}">${isRunning ? "running" : "stopped"}</td>
<td><form method="post" action="/platforms/${escape(name)}/${verb}">
<input type="hidden" name="token" value="${token}">
<button>${isRunning ? "Stop" : "Start"} ${escape(name)}</button></form></td></tr>`;
}

export function trafficLine(traffic: DemoState["traffic"]): string {
  const answered = Object.entries(traffic.answeredBy)
    .map(([name, count]) => `${count} by ${escape(name)}`)
    .join(", ");
  return `${traffic.sent} storefront requests sent, ${traffic.failed} failed${answered ? `; answered: ${answered}` : ""}.`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #8884; }
form { margin: 0; }
button { font: inherit; padding: .35rem .9rem; border-radius: .5rem; border: 1px solid #8888; cursor: pointer; }
`;

const SCRIPT = `
let shown = "";
setInterval(async () => {
  const state = await fetch("/state").then((response) => response.json()).catch(() => undefined);
  if (!state) return;
  document.getElementById("traffic").textContent = state.trafficLine;
  const running = JSON.stringify(state.platforms.map((platform) => platform.isRunning));
  if (shown !== "" && shown !== running) location.reload();
  shown = running;
}, 1000);
`;
