import type { FallbackPolicy } from "#lib/fallback/schema";
import { NotExpressible } from "../adapter.ts";
import { fileAdapter, type Place } from "./file-gateway.ts";
import { filePolicy, HOP_BY_HOP, type FilePolicy, type Slot } from "./file-policy.ts";

/*
 * Hand-written for chains of any length: a location per target and ladder. What may always be sent again moves on by
 * `error_page`; the rest too, but only when no connection was made, which `$upstream_connect_time` tells. A chain is not a group
 * of servers with `backup`s: NGINX takes a PUT for repeatable there, and asks several backups by turns.
 */
export const nginx = fileAdapter({
  name: "NGINX",
  binary: "nginx",
  versionArgs: ["-v"],
  versionPattern: /nginx\/(\d+\.\d+)/,
  args: (folder) => ["-p", folder, "-e", "stderr", "-c", `${folder}/nginx.conf`],
  write: (policy, place) => ({ "nginx.conf": configuration(policy, place) }),
});

function configuration(policy: FallbackPolicy, { port, folder }: Place): string {
  const read = filePolicy(policy);
  if (read.slots.some(({ isHttp2 }) => isHttp2))
    throw new NotExpressible("before version 1.25 a port without TLS speaks HTTP/1.1 or HTTP/2, not both");
  const last = read.slots.length - 1;
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  );
  return `${user}daemon off;
# One process: workers would outlive a master that is killed.
master_process off;
error_log stderr crit;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
${temporary.join("\n")}
  proxy_http_version 1.1;
  proxy_buffering off;
  proxy_next_upstream off;
  recursive_error_pages on;
  map $http_upgrade $connection_header { default upgrade; "" ""; }
  # The connection was made, so the request may have been executed: what the client gets then.
  map "$upstream_connect_time|$upstream_status" $reached { volatile; default ""; "~[0-9]\\|.*504$" 504; "~[0-9]\\|" 502; }
${ladders(read)}
${read.slots.map((slot, index) => group(slot, index, { folder, last })).join("\n")}
  server {
    listen 127.0.0.1:${port};
    client_max_body_size ${read.isOverLimitRefused ? read.bodyMaxBytes : 0};
    location / {
      error_page 418 = @free0;
      error_page 421 = @strict0;
      if ($ladder = free) { return 418; }
      return 421;
    }
    location @reached502 { return 502; }
    location @reached504 { return 504; }
${read.slots.map((slot, index) => free(slot, index, read) + strict(slot, index, read)).join("")}  }
}
`;
}

function ladders({ freeMethods, freeHeader }: FilePolicy): string {
  const methods = `  map $request_method $by_method { default strict; "~^(${freeMethods.join("|")})$" free; }\n`;
  if (freeHeader === undefined) return `${methods}  map $by_method $ladder { default $by_method; }`;
  const variable = `$http_${freeHeader.toLowerCase().replaceAll("-", "_")}`;
  return `${methods}  map ${variable} $ladder { default free; "" $by_method; }`;
}

/**
 * Failures are counted only in a group of two: the other is a dead end, so that a target known to be down is like one that
 * refuses. The last target has none: it is always tried.
 */
function group(
  { address, health }: Slot,
  index: number,
  { folder, last }: { folder: string; last: number },
): string {
  if (index === last || !("health" in health)) return `  upstream target${index} { server ${address}; }`;
  const { failures, ejectMs } = health.health.passive;
  return `  upstream target${index} {
    server ${address} max_fails=${failures} fail_timeout=${Math.ceil(ejectMs / 1000)}s;
    server unix:${folder}/nowhere.sock backup;
  }`;
}

function toTarget({ connectMs, firstByteMs, credential }: Slot, index: number): string {
  return `      proxy_connect_timeout ${connectMs}ms;
      proxy_read_timeout ${firstByteMs}ms;
      proxy_set_header Connection $connection_header;
      proxy_set_header Upgrade $http_upgrade;
${HOP_BY_HOP.map((name) => `      proxy_set_header ${name} "";`).join("\n")}
${credential ? `      proxy_set_header ${credential.header} "${credential.value}";` : ""}
      proxy_pass http://target${index};
`;
}

/** What `proxy_next_upstream` can be told. */
const COUNTED = new Set([403, 404, 429, 500, 502, 503, 504]);

function free(slot: Slot, index: number, { slots, statuses }: FilePolicy): string {
  const codes = [...new Set([502, 504, ...statuses])];
  const counted = codes.filter((code) => COUNTED.has(code)).map((code) => `http_${code}`);
  const next = `proxy_intercept_errors on;
      error_page ${codes.join(" ")} = @free${index + 1};
      proxy_next_upstream error timeout invalid_header ${counted.join(" ")};`;
  return `    location @free${index} {
      ${index + 1 < slots.length ? next : ""}
${toTarget(slot, index)}    }
`;
}

function strict(slot: Slot, index: number, { slots }: FilePolicy): string {
  const next = index + 1 < slots.length ? `error_page 502 504 = @strict${index + 1};` : "";
  const gate = `error_page 418 = @reached502;
      error_page 421 = @reached504;
      if ($reached = 502) { return 418; }
      if ($reached = 504) { return 421; }`;
  return `    location @strict${index} {
      ${next}
      ${index > 0 ? gate : ""}
${toTarget(slot, index)}    }
`;
}
