import type { FallbackPolicy } from "#lib/fallback/schema";
import { NotExpressible } from "../adapter.ts";
import { fileAdapter, type Place } from "./file-gateway.ts";
import { filePolicy, HOP_BY_HOP, type FilePolicy, type Slot } from "./file-policy.ts";

/*
 * Hand-written for chains of any length: an egress listener per target, which has the target's time limits, credential and
 * health, and two ladders over them. A rung tries its target, then the rung below. The ladder for what may always be sent again
 * moves on at failures of all kinds; the other one at an egress that did not reach its target, which says so by a status
 * of its own. `backup` is not used: those servers answer for a target that is known to be down, never for a failed request.
 */

/** What an egress of the second ladder answers when it did not reach its target: nobody else is told. */
const UNREACHED = 425;
/** What 2.6 can move on at. */
const RETRIABLE = new Set([401, 403, 404, 408, 425, 500, 501, 502, 503, 504]);
const CHECK_MS = 500;

export const haproxy = fileAdapter({
  name: "HAProxy",
  binary: "haproxy",
  versionArgs: ["-v"],
  versionPattern: /version (\d+\.\d+)/,
  args: (folder) => ["-db", "-f", `${folder}/haproxy.cfg`],
  write: (policy, place) => ({
    "haproxy.cfg": configuration(policy, place),
    "free.http": unreached(502),
    "strict.http": unreached(UNREACHED),
  }),
});

/** In place of HAProxy's own 503. */
const unreached = (status: number) =>
  `HTTP/1.1 ${status} Unreached\r\nX-Unreached: 1\r\nContent-Length: 0\r\n\r\n`;

function configuration(policy: FallbackPolicy, { port, folder }: Place): string {
  const read = filePolicy(policy);
  const inexpressible = read.statuses.find((status) => !RETRIABLE.has(status));
  if (inexpressible) throw new NotExpressible(`retry-on knows no ${inexpressible} before version 3.1`);
  const socket = (name: string) => `unix@${folder}/${name}.sock`;
  const last = read.slots.length - 1;
  const rungs = read.slots.slice(0, -1).map((_slot, index) => index);
  return (
    [
      "global\n  maxconn 2000\n  nbthread 1\n  tune.bufsize 131072",
      "defaults\n  mode http\n  timeout client 60s\n  timeout connect 5s\n  timeout server 60s\n  retries 0\n  option abortonclose",
      `http-errors free\n  errorfile 503 ${folder}/free.http`,
      `http-errors strict\n  errorfile 503 ${folder}/strict.http`,
      front(read, port),
      `backend alone\n  server target ${socket("egress_strict_0")}`,
      ...read.slots.map((slot, index) =>
        egress(slot, { name: `free_${index}`, socket, isLast: index === last }),
      ),
      ...read.slots.map((slot, index) =>
        egress(slot, { name: `strict_${index}`, socket, isLast: index === last }),
      ),
      ...rungs.flatMap((index) => [
        rung({
          index,
          ladder: "free",
          on: ["all-retryable-errors", ...read.statuses].join(" "),
          last,
          socket,
        }),
        rung({ index, ladder: "strict", on: String(UNREACHED), last, socket }),
      ]),
    ].join("\n\n") + "\n"
  );
}

function front(
  { freeMethods, freeHeader, bodyMaxBytes, isOverLimitRefused }: FilePolicy,
  port: number,
): string {
  const over = isOverLimitRefused
    ? `http-request deny deny_status 413 if { req.body_size gt ${bodyMaxBytes} }`
    : `use_backend alone if { req.body_size gt ${bodyMaxBytes} }`;
  return `frontend front
  bind 127.0.0.1:${port}
  option http-buffer-request
  http-response set-status 502 if { status ${UNREACHED} } { res.hdr(x-unreached) -m found }
  http-response del-header x-unreached
  ${over}
  use_backend rung_free_0 if { method ${freeMethods.join(" ")} }
  ${freeHeader === undefined ? "" : `use_backend rung_free_0 if { req.hdr(${freeHeader}) -m found }`}
  default_backend rung_strict_0`;
}

type Naming = (name: string) => string;

function egress(
  slot: Slot,
  { name, socket, isLast }: { name: string; socket: Naming; isLast: boolean },
): string {
  const { connectMs, firstByteMs, credential } = slot;
  return `listen egress_${name}
  bind ${socket(`egress_${name}`)}
  timeout connect ${connectMs}ms
  timeout server ${firstByteMs}ms
  errorfiles ${name.split("_")[0]}
  ${HOP_BY_HOP.map((header) => `http-request del-header ${header}`).join("\n  ")}
  ${credential ? `http-request set-header ${credential.header} ${credential.value}` : ""}
  ${slot.isHttp2 ? "http-request set-header te trailers" : ""}
  ${isLast ? server(slot) : checked(slot)}`;
}

const server = ({ address, isHttp2 }: Slot): string =>
  `server target ${address}${isHttp2 ? " proto h2" : ""}`;

/** Passive health marks a server down; only a check brings it back. A hold-down is more successes in a row. */
function checked(slot: Slot): string {
  const { health, holdDownMs } = slot;
  if (!("health" in health)) return server(slot);
  const { active, passive } = health.health;
  const intervalMs = active?.intervalMs ?? CHECK_MS;
  const wellMs = holdDownMs + (active ? active.healthySuccesses * intervalMs : passive.ejectMs);
  const rise = Math.ceil(wellMs / intervalMs);
  const fall = active?.unhealthyFailures ?? 3;
  const observe =
    passive.failures < 1000 ? `observe layer7 error-limit ${passive.failures} on-error mark-down` : "";
  const probe = active ? `option httpchk ${active.method} ${active.path}\n  ` : "";
  return `${probe}${server(slot)} check inter ${intervalMs}ms fall ${fall} rise ${rise} ${observe}`;
}

interface Rung {
  index: number;
  ladder: "free" | "strict";
  on: string;
  last: number;
  socket: Naming;
}

function rung({ index, ladder, on, last, socket }: Rung): string {
  const below = index + 1 === last ? `egress_${ladder}_${last}` : `rung_${ladder}_${index + 1}`;
  const entry = index === 0 ? "backend" : "listen";
  return `${entry} rung_${ladder}_${index}
  ${index === 0 ? "" : `bind ${socket(`rung_${ladder}_${index}`)}`}
  balance first
  retries 1
  option redispatch 1
  retry-on ${on}
  server target ${socket(`egress_${ladder}_${index}`)}
  server below ${socket(below)}`;
}
